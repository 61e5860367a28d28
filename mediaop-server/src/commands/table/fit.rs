//! Which columns a terminal has room for, and how wide each is.

use comfy_table::Table;

use super::cells;

/// Text beyond this is cut.
const WIDEST: usize = 28;
/// Text is cut down to this before a column is left out.
const NARROWEST: usize = 8;
/// Blanks around a cell, and one between two.
const BETWEEN: usize = 3;

/// A column that may be shown.
pub(super) struct Column {
    name: String,
    /// The widest cell.
    cells: usize,
    can_be_cut: bool,
}

/// A column that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) column: usize,
    pub(super) width: usize,
}

impl Column {
    pub(super) fn of(names: &[String], rows: &[Vec<String>]) -> Vec<Self> {
        let mut table = Table::new();
        table.add_rows(rows.iter().map(|row| row.iter().map(|text| cells::cell(text)).collect::<Vec<_>>()));
        let widths = table.column_max_content_widths();
        let column = |(place, name): (usize, &String)| Column {
            name: name.clone(),
            cells: widths.get(place).map_or(1, |width| usize::from(*width)),
            // An id is there to be copied.
            can_be_cut: !name.ends_with("_id") && rows.iter().any(|row| cells::can_be_cut(&row[place])),
        };
        names.iter().enumerate().map(column).collect()
    }

    /// The name, broken behind underscores where the column is narrower.
    pub(super) fn header(&self, width: usize) -> String {
        let (mut header, mut line) = (String::new(), 0);
        for part in self.name.split_inclusive('_') {
            if line > 0 && line + part.len() > width {
                header.push('\n');
                line = 0;
            }
            header.push_str(part);
            line += part.len();
        }
        header
    }

    fn narrowest_header(&self) -> usize {
        self.name.split_inclusive('_').map(str::len).max().unwrap_or(0)
    }

    fn wanted(&self) -> usize {
        if self.can_be_cut { self.cells.min(WIDEST) } else { self.cells }
    }

    fn least(&self) -> usize {
        let cells = if self.can_be_cut { self.cells.min(NARROWEST) } else { self.cells };
        cells.max(self.narrowest_header())
    }
}

/// Whether it is one of a series of days, which only a sheet has room for.
pub(super) fn is_of_a_day(name: &str) -> bool {
    name.starts_with("daily_")
}

/// The columns that say something to a reader.
pub(super) fn without_links_and_empty(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let is_link = |name: &str| name.ends_with("_url") || name.ends_with("avatar");
    let says_something = |column: usize| rows.is_empty() || rows.iter().any(|row| !row[column].is_empty());
    let has_room = |name: &str| !is_link(name) && !is_of_a_day(name);
    (0..columns.len()).filter(|&column| has_room(&columns[column].name) && says_something(column)).collect()
}

/// Leaves columns out until the others fit side by side.
pub(super) fn fitted(
    columns: &[Column],
    rows: &[Vec<String>],
    mut candidates: Vec<usize>,
    room: usize,
    ranked_by: Option<&str>,
) -> Vec<Shown> {
    let mut to_drop = drop_order(columns, rows, &candidates, ranked_by).into_iter();
    loop {
        if let Some(shown) = side_by_side(columns, &candidates, room) {
            return shown;
        }
        let Some(dropped) = to_drop.next() else {
            let shown = |column: usize| Shown { column, width: columns[column].least() };
            return candidates.into_iter().map(shown).collect();
        };
        candidates.retain(|column| *column != dropped);
    }
}

/// Widths with which the columns fit; `None` if there are none.
fn side_by_side(columns: &[Column], chosen: &[usize], room: usize) -> Option<Vec<Shown>> {
    let total = |shown: &[Shown]| shown.iter().map(|shown| shown.width + BETWEEN).sum::<usize>();
    // There is nothing to the right of the last column.
    let room = room + 1;
    let with = |width: &dyn Fn(&Column) -> usize| -> Vec<Shown> {
        chosen.iter().map(|&column| Shown { column, width: width(&columns[column]) }).collect()
    };
    let whole = with(&|column| column.wanted().max(column.name.len()));
    if total(&whole) <= room {
        return Some(whole);
    }
    if total(&with(&Column::least)) > room {
        return None;
    }
    let mut shown = with(&|column| column.wanted().max(column.narrowest_header()));
    while total(&shown) > room {
        let widest = shown.iter_mut().filter(|shown| shown.width > columns[shown.column].least());
        widest.max_by_key(|shown| shown.width)?.width -= 1;
    }
    let mut left = room - total(&shown);
    for shown in &mut shown {
        let more = columns[shown.column].name.len().saturating_sub(shown.width);
        if more <= left {
            shown.width += more;
            left -= more;
        }
    }
    Some(shown)
}

/// The candidates in the order in which they are given up; the row's own id never is.
fn drop_order(columns: &[Column], rows: &[Vec<String>], candidates: &[usize], ranked_by: Option<&str>) -> Vec<usize> {
    let place = |name: &str| candidates.iter().copied().find(|column| columns[*column].name == name);
    let is_same = |one: usize, other: usize| rows.iter().all(|row| row[one] == row[other]);
    let is_again = |column: usize| {
        ["total_", "gained_"].iter().any(|kind| {
            let Some((before, counter)) = columns[column].name.split_once(kind) else { return false };
            place(&format!("{before}{counter}")).is_some_and(|same| is_same(same, column))
        })
    };
    let ranks = |column: usize| ranked_by.is_some_and(|metric| is_ranking_column(&columns[column].name, metric));
    // What rows are ranked by mostly stands in a column of its metric too.
    let is_shown_value = |column: usize| {
        is_value(&columns[column].name)
            && candidates.iter().any(|&other| other != column && ranks(other) && is_same(other, column))
    };
    let has_beside = |column: usize, own: &str, beside: &str| {
        columns[column].name.strip_suffix(own).is_some_and(|before| place(&format!("{before}{beside}")).is_some())
    };
    let is_raw_date = |column: usize| has_beside(column, "create_time", "published_on");
    let is_average = |column: usize| columns[column].name.contains("avg_") || columns[column].name.contains("median_");
    let is_named = |column: usize| {
        has_beside(column, "creator_id", "nickname")
            || has_beside(column, "product_id", "product_title")
            || has_beside(column, "aweme_id", "title")
    };
    let has_increments = candidates.iter().any(|column| columns[*column].name.starts_with("increment_"));
    let is_taken_from = |column: usize| {
        has_increments && ["baseline_", "first_", "last_"].iter().any(|kind| columns[column].name.starts_with(kind))
    };
    let own = candidates.first().copied();
    let mut order: Vec<usize> = Vec::with_capacity(candidates.len());
    let rules: [&dyn Fn(usize) -> bool; 8] = [
        &is_shown_value,
        &is_again,
        &is_raw_date,
        &is_average,
        &is_named,
        &is_taken_from,
        &|column| !ranks(column),
        &|_| true,
    ];
    for rule in rules {
        let next: Vec<_> = candidates
            .iter()
            .rev()
            .copied()
            .filter(|&column| Some(column) != own && !order.contains(&column) && rule(column))
            .collect();
        order.extend(next);
    }
    order
}

/// Whether the rows stand in the order of this column.
pub(super) fn is_ranking_column(name: &str, metric: &str) -> bool {
    let name = name.strip_prefix("video_").unwrap_or(name);
    let counter = name.strip_suffix("_count").map(|counter| counter.strip_prefix("total_").unwrap_or(counter));
    counter == Some(metric) || is_value(name) || matches!(name, "gained" | "total")
}

/// Whether it says what rows are ranked by, whichever metric that is.
fn is_value(name: &str) -> bool {
    matches!(name, "value" | "video_value")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &str) -> Vec<String> {
        columns.split(',').map(str::to_owned).collect()
    }

    fn chosen(columns: &str, cells: &str, room: usize) -> String {
        chosen_by("digg", columns, cells, room)
    }

    fn chosen_by(metric: &str, columns: &str, cells: &str, room: usize) -> String {
        let (names, rows) = (names(columns), vec![names(cells)]);
        let columns = Column::of(&names, &rows);
        let candidates = without_links_and_empty(&columns, &rows);
        let shown = fitted(&columns, &rows, candidates, room, Some(metric));
        let width = shown.iter().map(|shown| shown.width + BETWEEN).sum::<usize>() - 1;
        assert!(width <= room, "{width} for {room}");
        shown.iter().map(|shown| columns[shown.column].name.as_str()).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn columns_go_by_how_little_they_add() {
        let columns = "aweme_id,nickname,creator_id,create_time,published_on,digg_count,share_count,total_digg_count,\
                       gained_digg_count,avg_digg_count,aweme_url,play_count";
        let cells = "7310000000000000001,莉莉,MS4wLjABAAAA,1772337600,2026-03-01,15,3,15,14,1.5,http://x,";
        let all = "aweme_id,nickname,creator_id,create_time,published_on,digg_count,share_count,total_digg_count,\
                   gained_digg_count,avg_digg_count";
        assert_eq!(chosen(columns, cells, 200), all);
        assert_eq!(chosen(columns, cells, 116), all.replace(",total_digg_count", ""));
        let without = "aweme_id,nickname,creator_id,published_on,digg_count,share_count,gained_digg_count";
        assert_eq!(chosen(columns, cells, 90), without);
        assert_eq!(chosen(columns, cells, 75), without.replace(",creator_id", ""));
        assert_eq!(chosen(columns, cells, 31), "aweme_id,digg_count");
    }

    #[test]
    fn what_rows_are_ranked_by_outlives_other_numbers_once() {
        let (columns, cells) =
            ("creator_id,video_count,total_digg_count,total_share_count,value", "lily,3,390,20,0.31");
        assert_eq!(chosen_by("overall", columns, cells, 20), "creator_id,value");
        assert_eq!(chosen_by("play", columns, cells, 20), "creator_id,value");
        let cells_by_likes = "lily,3,390,20,390";
        assert_eq!(chosen(columns, cells_by_likes, 20), "creator_id,total_digg_count");
        let (columns, cells) = ("creator_id,video_digg_count,video_share_count,video_value", "lily,390,20,0.31");
        assert_eq!(chosen_by("overall", columns, cells, 20), "creator_id,video_value");
    }

    #[test]
    fn what_rows_are_ranked_by_is_not_shown_twice_where_room_is_short() {
        let columns = "creator_id,total_digg_count,avg_digg_count,value";
        assert_eq!(chosen(columns, "7310000000000000001,15,7.5,15", 100), columns);
        let shown = chosen(columns, "7310000000000000001,15,7.5,15", 42);
        assert_eq!(shown, "creator_id,total_digg_count,avg_digg_count");
        // Overall is in no other column.
        assert_eq!(chosen(columns, "7310000000000000001,15,7.5,0.25", 42), columns.replace("avg_digg_count,", ""));
    }

    #[test]
    fn increments_outlive_what_they_were_taken_from() {
        let columns = "date,first_digg_count,last_digg_count,baseline_digg_count,increment_digg_count,reason";
        let shown = chosen(columns, "2026-03-01,1000,2000,1000,1000,within_day", 50);
        assert_eq!(shown, "date,first_digg_count,increment_digg_count,reason");
    }

    #[test]
    fn text_is_cut_before_a_column_goes() {
        let cells = "7310000000000000001,a title that goes on and on and on,5";
        for room in [43, 60, 100] {
            assert_eq!(chosen("aweme_id,title,digg_count", cells, room), "aweme_id,title,digg_count", "{room}");
        }
    }

    #[test]
    fn a_header_breaks_behind_underscores() {
        let name = names("total_digg_count");
        let column = &Column::of(&name, &[])[0];
        assert_eq!(column.header(20), "total_digg_count");
        assert_eq!(column.header(11), "total_digg_\ncount");
        assert_eq!(column.header(6), "total_\ndigg_\ncount");
    }
}
