//! Names of columns: which are known, in whatever case, and which may have been meant.

use crate::store::{TABLES, Table};

/// From here on two names are taken for one of them misspelt.
const ALIKE: f64 = 0.8;

/// The name under which a table knows a column; `None` if it does not.
pub(super) fn known_name(table: &Table, column: &str) -> Option<&'static str> {
    let column = column.trim();
    let of_table = || table.columns.iter().map(|known| known.name).find(|known| known.eq_ignore_ascii_case(column));
    // Not kept with the video, and yet part of the snapshot that is made of it.
    let of_snapshot = || {
        let name = ["creator_hash", "play_count"].into_iter().find(|name| column.eq_ignore_ascii_case(name));
        name.filter(|_| table.position("sec_uid").is_some())
    };
    of_table().or_else(of_snapshot)
}

/// The columns of a source under the names by which they are known; a column that is there under
/// its very name is not replaced by one that is only written like it.
pub(super) fn known_names(columns: &[String]) -> Vec<String> {
    let known = |column: &str| TABLES.iter().find_map(|table| known_name(table, column));
    let mut names: Vec<String> = columns.to_vec();
    for place in 0..names.len() {
        if let Some(known) = known(&names[place])
            && !names.iter().any(|name| name == known)
        {
            names[place] = known.to_owned();
        }
    }
    names
}

/// Whether rows with these columns are comments, which stand beside a crawler's videos.
pub(super) fn are_comments(columns: &[String]) -> bool {
    ["comment_id", "aweme_id"].iter().all(|name| columns.iter().any(|column| column == name))
}

/// The candidate that a column may be a slip for.
pub(super) fn meant<'a>(column: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let column = column.trim().to_lowercase();
    candidates
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&column, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The columns of a source that is not recognised, with what might make it so.
pub(super) fn with_what_was_meant(columns: &[String]) -> String {
    const TELLING: [&str; 10] = [
        "aweme_id",
        "update_ts",
        "last_modify_ts",
        "liked_count",
        "product_id",
        "title",
        "category",
        "category2",
        "user_id",
        "nickname",
    ];
    let missing = || TELLING.into_iter().filter(|name| !columns.iter().any(|column| column == name));
    let shown = |column: &String| match meant(column, missing()) {
        Some(meant) => format!("{column} (did you mean {meant}?)"),
        None => column.clone(),
    };
    columns.iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|column| (*column).to_owned()).collect()
    }

    #[test]
    fn case_and_blanks_make_no_difference() {
        let known = known_names(&names(&[" Aweme_ID", "UPDATE_TS ", "Title", "title", "Other"]));
        assert_eq!(known, ["aweme_id", "update_ts", "Title", "title", "Other"]);
    }

    #[test]
    fn a_slip_is_told_from_another_word() {
        let known = ["digg_count", "update_ts"];
        assert_eq!(meant("Digg_cuont", known.into_iter()), Some("digg_count"));
        assert_eq!(meant("updatets", known.into_iter()), Some("update_ts"));
        assert_eq!(meant("views", known.into_iter()), None);
        assert_eq!(with_what_was_meant(&names(&["awemeid", "x"])), "awemeid (did you mean aweme_id?), x");
    }
}
