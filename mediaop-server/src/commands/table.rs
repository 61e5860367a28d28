//! Answers as tables for a terminal.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width, presets,
};
use serde_json::Value;

/// Text beyond this is cut.
const WIDEST: u16 = 28;
const NOT_KNOWN: &str = "—";

/// A list: its CSV as a table, and beneath it what the numbers rest on.
pub(super) fn of_list(csv: &[u8], json: &[u8]) -> Vec<u8> {
    let answer: Value = serde_json::from_slice(json).unwrap_or_default();
    let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let columns: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    let rows: Vec<_> = reader.into_records().filter_map(Result::ok).collect();
    let (first, last) = page(&answer, rows.len());
    let rows = &rows[first..last];

    let says_something =
        |column: usize| rows.is_empty() || rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
    let (shown, hidden): (Vec<usize>, Vec<usize>) =
        (0..columns.len()).partition(|&column| !is_link(&columns[column]) && says_something(column));
    let mut table = Table::new();
    let style = TableStyle { row_separator: LineStyle::none(), ..presets::UTF8_HORIZONTAL_ONLY };
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(shown.iter().map(|&column| columns[column].as_str()));
    for row in rows {
        let mut line = Row::from(shown.iter().map(|&column| cell(row.get(column).unwrap_or_default())));
        line.max_height(1);
        table.add_row(line);
    }
    for (&column, shape) in shown.iter().zip(table.column_iter_mut()) {
        // An id is there to be copied.
        if !columns[column].ends_with("_id") {
            shape.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WIDEST)));
        }
    }
    let mut text = format!("{table}\n");
    if let Some(total) = answer["page"]["total"].as_u64() {
        text.push_str(&format!("rows {}–{last} of {total}\n", (first + 1).min(last)));
    }
    if let Some(summary) = summary(&answer) {
        text.push_str(&summary);
    }
    if !hidden.is_empty() && !rows.is_empty() {
        let names: Vec<_> = hidden.iter().map(|&column| columns[column].as_str()).collect();
        text.push_str(&format!("not shown (links, or nothing known): {}\n", names.join(", ")));
    }
    text.into_bytes()
}

/// Anything else: its JSON with one field a line.
pub(super) fn of_anything(json: &[u8]) -> Vec<u8> {
    let answer: Value = match serde_json::from_slice(json) {
        Ok(answer) => answer,
        Err(_) => return json.to_vec(),
    };
    let mut text = serde_json::to_vec_pretty(&answer).unwrap_or_else(|_| json.to_vec());
    text.push(b'\n');
    text
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

fn is_link(column: &str) -> bool {
    column.ends_with("_url") || column.ends_with("avatar")
}

fn cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::new(NOT_KNOWN).set_alignment(CellAlignment::Right);
    }
    // An id is read from its beginning, a number from its end.
    let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
    match number {
        Some(number) if text.contains('.') => Cell::new(format!("{number:.2}")).set_alignment(CellAlignment::Right),
        Some(_) if text.len() < 16 => Cell::new(text).set_alignment(CellAlignment::Right),
        // A line break would tear the table, and an escape sequence the terminal.
        _ => Cell::new(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>()),
    }
}

fn summary(answer: &Value) -> Option<String> {
    let window = answer.get("window").filter(|window| window.is_object())?;
    let text = |name: &str| window[name].as_str().unwrap_or(NOT_KNOWN).to_owned();
    let mut parts = vec![
        format!("{} to {} ({})", text("from"), text("to"), text("timezone")),
        format!("basis {}", text("basis")),
        format!("baseline {}", text("baseline")),
    ];
    if window["partial"] == true {
        parts.push("the last day is not over".to_owned());
    }
    let coverage = &answer["coverage"];
    for (name, words) in [
        ("videos_considered", "videos considered"),
        ("videos_without_product", "without product"),
        ("videos_without_category", "without category"),
        ("videos_without_creator", "without creator"),
    ] {
        if let Some(count) = coverage[name].as_u64().filter(|count| *count > 0 || name == "videos_considered") {
            parts.push(format!("{count} {words}"));
        }
    }
    if let Some(days) = coverage["days_without_crawl"].as_array().filter(|days| !days.is_empty()) {
        parts.push(format!("{} days without a crawl", days.len()));
    }
    if let Some(last) = coverage["last_snapshot"].as_str() {
        parts.push(format!("last snapshot {last}"));
    }
    Some(format!("{}\n", parts.join(" · ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_table_of_its_page() {
        let csv = "\u{feff}product_id,product_title,total_digg_count,aweme_url\r\n1,口红,5,http://x\r\n2,\"面\n霜\",,http://y\r\n3,c,7,\r\n";
        let json = r#"{"data":[],"window":{"from":"2026-01-01","to":"2026-01-07","timezone":"Asia/Shanghai","basis":"posted","baseline":"within_day","partial":false},"coverage":{"videos_considered":3},"page":{"page":1,"page_size":2,"total":3}}"#;
        let text = String::from_utf8(of_list(csv.as_bytes(), json.as_bytes())).unwrap();
        assert!(text.contains("口红") && text.contains("面 霜") && text.contains('—'), "{text}");
        assert!(!text.contains(" c ") && text.contains("rows 1–2 of 3"), "{text}");
        assert!(text.contains("2026-01-01 to 2026-01-07 (Asia/Shanghai) · basis posted"), "{text}");
        assert!(text.contains("not shown (links, or nothing known): aweme_url"), "{text}");
    }

    #[test]
    fn an_empty_list_is_an_empty_table() {
        let text = String::from_utf8(of_list(b"a,b\r\n", br#"{"data":[]}"#)).unwrap();
        assert!(text.contains('a') && text.contains('b'), "{text}");
    }
}
