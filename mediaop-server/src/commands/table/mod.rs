//! Answers as tables for a terminal.

mod cells;
mod fit;
mod footer;

use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width, presets};
use csv::StringRecord;
use mediaop_core::{Calendar, LocalDay};
use serde_json::Value;

use fit::{Column, Shown, fitted, is_of_a_day, without_links_and_empty};

/// What a table is made of: the same list as CSV and as JSON.
pub(super) struct List<'a> {
    pub(super) csv: &'a [u8],
    pub(super) json: &'a [u8],
    /// Characters that fit side by side.
    pub(super) width: usize,
    pub(super) calendar: &'a Calendar,
    /// The metric by which the rows are ranked, if they are.
    pub(super) ranked_by: Option<&'a str>,
    /// How much less still counts as about the same, where the rows stand as they are ranked.
    pub(super) similarity: Option<f64>,
    /// Whether the data have that metric at all.
    pub(super) metric_is_known: bool,
    /// The first day of the data, and the last.
    pub(super) days: Option<(LocalDay, LocalDay)>,
}

impl List<'_> {
    /// The list as a table, and beneath it what the numbers rest on.
    pub(super) fn table(&self) -> Vec<u8> {
        let answer: Value = serde_json::from_slice(self.json).unwrap_or_default();
        let csv = self.csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.csv);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let names: Vec<String> =
            reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
        let all: Vec<_> = reader.into_records().filter_map(Result::ok).collect();
        let (first, last) = page(&answer, all.len());
        let rows = self.texts(&names, &all[first..last]);

        let columns = Column::of(&names, &rows);
        let candidates = without_links_and_empty(&columns, &rows);
        let shown = fitted(&columns, &rows, candidates, self.width, self.ranked_by);
        let mut text = format!("{}\n", drawn(&columns, &rows, &shown));
        if let Some(total) = answer["page"]["total"].as_u64() {
            text.push_str(&match answer["page"]["page_size"].as_u64() {
                Some(size @ 1..) if first == last && total > 0 => {
                    format!("no rows on this page: there are {total}, up to page {}\n", total.div_ceil(size))
                }
                _ => format!("rows {}–{last} of {total}\n", (first + 1).min(last)),
            });
        }
        let numbers = footer::Numbers { names: &names, rows: &all, answer: &answer };
        for line in [
            numbers.not_ranked(self.ranked_by, self.metric_is_known),
            footer::Numbers { rows: &all[first..last], ..numbers }.stand_in_bands(self.similarity),
            numbers.outside_the_data(self.days),
            numbers.summary(),
        ] {
            text.extend(line.map(|line| line + "\n"));
        }
        let hidden: Vec<_> = (0..columns.len()).filter(|column| !shown.iter().any(|s| s.column == *column)).collect();
        if !hidden.is_empty() && !rows.is_empty() {
            let named = |column: usize| if is_of_a_day(&names[column]) { "daily_…" } else { names[column].as_str() };
            let mut hidden: Vec<_> = hidden.into_iter().map(named).collect();
            hidden.dedup();
            text.push_str(&format!("not shown: {}; --format csv has all\n", hidden.join(", ")));
        }
        text.into_bytes()
    }

    fn texts(&self, names: &[String], rows: &[StringRecord]) -> Vec<Vec<String>> {
        let text = |row: &StringRecord, (column, name): (usize, &String)| {
            cells::text(name, row.get(column).unwrap_or_default(), self.calendar)
        };
        rows.iter().map(|row| names.iter().enumerate().map(|named| text(row, named)).collect()).collect()
    }
}

fn drawn(columns: &[Column], rows: &[Vec<String>], shown: &[Shown]) -> Table {
    let mut table = Table::new();
    let style = TableStyle { row_separator: LineStyle::none(), ..presets::UTF8_HORIZONTAL_ONLY };
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(shown.iter().map(|shown| columns[shown.column].header(shown.width)));
    for row in rows {
        let mut line = Row::from(shown.iter().map(|shown| cells::cell(&row[shown.column])));
        line.max_height(1);
        table.add_row(line);
    }
    for (shown, shape) in shown.iter().zip(table.column_iter_mut()) {
        let with_padding = u16::try_from(shown.width + 2).unwrap_or(u16::MAX);
        shape.set_constraint(ColumnConstraint::Absolute(Width::Fixed(with_padding)));
    }
    table
}

/// The rows of the page that was asked for: the CSV has the whole list.
fn page(answer: &Value, rows: usize) -> (usize, usize) {
    let number = |name: &str| answer["page"][name].as_u64().and_then(|number| usize::try_from(number).ok());
    match (number("page"), number("page_size")) {
        (Some(page), Some(size)) => {
            let first = page.saturating_sub(1).saturating_mul(size).min(rows);
            (first, first.saturating_add(size).min(rows))
        }
        _ => (0, rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(csv: &str, json: &str) -> String {
        let list = List {
            csv: csv.as_bytes(),
            json: json.as_bytes(),
            width: 160,
            calendar: &Calendar::default(),
            ranked_by: Some("digg"),
            similarity: Some(0.05),
            metric_is_known: true,
            days: Some(("2026-01-01".parse().unwrap(), "2026-01-03".parse().unwrap())),
        };
        String::from_utf8(list.table()).unwrap()
    }

    #[test]
    fn a_list_is_a_table_of_its_page() {
        let csv = "\u{feff}product_id,product_title,total_digg_count,aweme_url\r\n1,口红,5,http://x\r\n2,\"面\n霜\",,http://y\r\n3,c,7,\r\n";
        let json = r#"{"data":[],"window":{"from":"2026-01-01","to":"2026-01-07","timezone":"Asia/Shanghai","basis":"posted","baseline":"within_day","partial":false},"coverage":{"videos_considered":3},"page":{"page":1,"page_size":2,"total":3}}"#;
        let text = shown(csv, json);
        assert!(text.contains("口红") && text.contains("面 霜") && text.contains('—'), "{text}");
        assert!(!text.contains(" c ") && text.contains("rows 1–2 of 3"), "{text}");
        assert!(text.contains("2026-01-01 to 2026-01-07 (Asia/Shanghai) · basis posted"), "{text}");
        assert!(text.contains("not shown: aweme_url; --format csv has all"), "{text}");
        assert!(!text.contains("not ranked") && !text.contains("no rows"), "{text}");
    }

    #[test]
    fn a_series_of_days_is_for_a_sheet() {
        let text = shown("product_id,gained,daily_2026-01-01,daily_2026-01-02,brand\r\n1,5,2,3,\r\n", r#"{"data":[]}"#);
        assert!(text.contains("not shown: daily_…, brand; --format csv has all"), "{text}");
    }

    #[test]
    fn an_empty_list_is_an_empty_table() {
        let text = shown("a,b\r\n", r#"{"data":[]}"#);
        assert!(text.contains('a') && text.contains('b'), "{text}");
    }

    #[test]
    fn an_empty_list_outside_the_data_says_where_they_are() {
        let of = |from: &str, to: &str| {
            shown("a,b\r\n", &format!(r#"{{"data":[],"window":{{"from":"2026-01-{from}","to":"2026-01-{to}"}}}}"#))
        };
        let text = of("04", "07");
        assert!(text.contains("no rows: the data goes from 2026-01-01 to 2026-01-03, try as_of=2026-01-03"), "{text}");
        let before = shown("a,b\r\n", r#"{"data":[],"window":{"from":"2025-12-25","to":"2025-12-31"}}"#);
        assert!(before.contains("no rows: the data goes from 2026-01-01"), "{before}");
        for text in
            [of("03", "07"), shown("a,b\r\n", r#"{"data":[],"window":{"from":"2025-12-25","to":"2026-01-01"}}"#)]
        {
            assert!(!text.contains("no rows"), "{text}");
        }
    }

    #[test]
    fn a_page_behind_the_last_says_which_that_is() {
        let of = |page: u32| {
            let page = format!(r#"{{"page":{page},"page_size":2,"total":3}}"#);
            shown("product_id\r\n1\r\n2\r\n3\r\n", &format!(r#"{{"data":[],"page":{page}}}"#))
        };
        assert!(of(2).contains("rows 3–3 of 3"));
        let behind = of(9);
        assert!(behind.contains("no rows on this page: there are 3, up to page 2"), "{behind}");
        let none = shown("product_id\r\n", r#"{"data":[],"page":{"page":1,"page_size":2,"total":0}}"#);
        assert!(none.contains("rows 0–0 of 0"), "{none}");
    }

    #[test]
    fn rows_that_do_not_fall_are_said_to_be_about_equal() {
        let said = "rows within 5 % of each other stand with more videos first; similarity=0 ranks by the number alone";
        let list = r#"{"data":[{}],"window":{"basis":"posted"}}"#;
        let of = |csv: &str, json: &str| shown(csv, json).contains(said);
        assert!(of("creator_id,video_count,value\r\na,3,96\r\nb,2,100\r\n", list));
        assert!(of("product_id,gained\r\na,96\r\nb,100\r\nc,\r\n", list));
        assert!(!of("creator_id,video_count,value\r\na,3,100\r\nb,2,96\r\n", list));
        let matrix = r#"{"data":{"measure":"avg","points":[]},"window":{"basis":"posted"}}"#;
        assert!(of("product_id,total,avg\r\na,10,1.5\r\nb,9,2.5\r\n", matrix));
        assert!(!of("product_id,total,avg\r\na,9,2.5\r\nb,10,1.5\r\n", matrix));
        let page = r#"{"data":[{}],"window":{"basis":"posted"},"page":{"page":1,"page_size":2,"total":3}}"#;
        assert!(!of("creator_id,video_count,value\r\na,3,100\r\nb,3,96\r\nc,2,98\r\n", page));
        // Each category of a creator has rows of its own.
        let groups = r#"{"data":{"creator":{},"groups":[]},"window":{"basis":"posted"}}"#;
        assert!(!of("category,product_id,value\r\nx,a,5\r\ny,b,100\r\n", groups));
    }

    #[test]
    fn rows_without_the_metric_are_not_ranked_by_it() {
        let json = r#"{"data":[],"window":{"basis":"posted"}}"#;
        let text = shown("aweme_id,digg_count\r\n7,\r\n8,\r\n", json);
        assert!(text.contains("no video in this window has digg: rows are not ranked by it"), "{text}");
        assert!(!shown("aweme_id,digg_count\r\n7,\r\n8,0\r\n", json).contains("not ranked"));
    }
}
