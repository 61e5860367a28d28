//! The golden cases of `tests/golden` (format: its `README.md`): rows, questions, and answers that
//! were worked out by hand.
#![cfg(feature = "contract")]
#![allow(clippy::disallowed_methods, reason = "tests read files; the core does not")]

use std::fs;
use std::path::{Path, PathBuf};

use mediaop_core::contract::{Host, Request, Response, answer};
use mediaop_core::{
    Calendar, Cell, CreatorAlias, CreatorInfo, Dataset, DatasetBuilder, Metric, ProductInfo, RawSnapshot,
};
use serde_json::{Map, Value};

type Row = Map<String, Value>;

struct Case {
    name: String,
    json: Value,
    calendar: Calendar,
    host: Host,
}

/// The folder of the cases; none where the crate was packaged without them.
fn folder() -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = repository.join("tests/golden");
    let packaged_alone = !repository.join("docs/METRICS.md").exists();
    if packaged_alone && !folder.exists() {
        #[expect(clippy::print_stderr, reason = "a guard that has nothing to guard says so")]
        {
            eprintln!("{} is not here: the golden cases were not asked", folder.display());
        }
        return None;
    }
    Some(folder)
}

fn cases() -> Vec<Case> {
    let Some(folder) = folder() else { return Vec::new() };
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 15, "only {} cases in {}", folders.len(), folder.display());
    folders.iter().map(|folder| Case::read(folder)).collect()
}

impl Case {
    fn read(folder: &Path) -> Case {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{name}/{file}: {e}"));
        assert!(read("why.md").lines().count() > 3, "{name}: why.md explains nothing");
        let json: Value = serde_json::from_str(&read("case.json")).unwrap_or_else(|e| panic!("{name}: {e}"));
        let calendar = Calendar::new(json["timezone"].as_str().unwrap()).unwrap();
        let host = Host { today: json["today"].as_str().unwrap().parse().unwrap(), runs: Vec::new() };
        Case { name, json, calendar, host }
    }

    fn list(&self, name: &str) -> impl DoubleEndedIterator<Item = &Row> + Clone {
        self.json[name].as_array().into_iter().flatten().map(|row| row.as_object().unwrap())
    }

    fn questions(&self) -> impl Iterator<Item = (&str, &Value)> {
        let questions = self.json["questions"].as_array().filter(|questions| !questions.is_empty());
        let questions = questions.unwrap_or_else(|| panic!("{} asks nothing", self.name));
        questions.iter().map(|question| (question["request"].as_str().unwrap(), question))
    }

    fn dataset(&self) -> Dataset {
        self.build(|name| self.list(name).collect())
    }

    /// Every list backwards, and then forwards.
    fn dataset_in_another_order(&self) -> Dataset {
        self.build(|name| self.list(name).rev().chain(self.list(name)).collect())
    }

    fn build<'a>(&'a self, rows: impl Fn(&str) -> Vec<&'a Row>) -> Dataset {
        let mut builder = DatasetBuilder::new(self.calendar.clone());
        for row in rows("rows") {
            self.check_comments(row);
            // A rejected row is counted by the builder, and `/api/meta` can be asked for it.
            let _ = builder.push(&snapshot(row));
        }
        for row in rows("products") {
            builder.push_product(ProductInfo {
                product_id: &id_text(row, "product_id").unwrap(),
                title: text(row, "title"),
                brand: text(row, "brand"),
                category: text(row, "category"),
                category2: text(row, "category2"),
                updated_at: row.get("updated_at").and_then(Value::as_i64).unwrap_or(0),
            });
        }
        for row in rows("creators") {
            builder.push_creator(CreatorInfo {
                creator_id: &id_text(row, "user_id").unwrap(),
                nickname: text(row, "nickname"),
                avatar: text(row, "avatar"),
                fans: cell(row.get("fans")),
                updated_at: row.get("last_modify_ts").and_then(Value::as_i64).unwrap_or(0),
            });
        }
        for row in rows("videos") {
            let columns = ["aweme_id", "last_modify_ts", "sec_uid", "user_id", "short_user_id", "user_unique_id"];
            row.keys().for_each(|name| assert!(columns.contains(&name.as_str()), "{}: column {name}", self.name));
            builder
                .push_sighting(&RawSnapshot {
                    aweme_id: cell(row.get("aweme_id")),
                    update_ts: cell(row.get("last_modify_ts")),
                    sec_uid: cell(row.get("sec_uid")),
                    ..RawSnapshot::default()
                })
                .unwrap();
            let creator_id = id_text(row, "sec_uid").unwrap();
            for alias in columns[3..].iter().filter_map(|name| id_text(row, name)) {
                builder.push_alias(CreatorAlias { creator_id: &creator_id, alias: &alias });
            }
        }
        builder.finish()
    }

    /// The times that a reader sees are those that the program sees.
    fn check_comments(&self, row: &Row) {
        for (comment, column, unit) in [("local", "update_ts", 1), ("published", "create_time", 1000)] {
            if let Some(local) = row.get(comment) {
                let ms = row[column].as_i64().unwrap() * unit;
                assert_eq!(local.as_str(), Some(&*self.calendar.rfc3339(ms)), "{}: {comment} of {row:?}", self.name);
            }
        }
    }

    fn ask(&self, dataset: &Dataset, request: &str) -> Response {
        let (path, query) = request.split_once('?').unwrap_or((request, ""));
        answer(dataset, &self.host, &Request { method: "GET", path, query, if_none_match: None })
    }
}

fn snapshot(row: &Row) -> RawSnapshot<'_> {
    let mut snapshot = RawSnapshot::default();
    for (name, value) in row {
        let counter = Metric::ALL.into_iter().find(|metric| metric.column() == name);
        let slot = match (name.as_str(), counter) {
            (_, Some(metric)) => &mut snapshot.counters[metric as usize],
            ("aweme_id", _) => &mut snapshot.aweme_id,
            ("update_ts", _) => &mut snapshot.update_ts,
            ("create_time", _) => &mut snapshot.create_time,
            ("sec_uid", _) => &mut snapshot.sec_uid,
            ("creator_hash", _) => &mut snapshot.creator_hash,
            ("nickname", _) => &mut snapshot.nickname,
            ("avatar", _) => &mut snapshot.avatar,
            ("title", _) => &mut snapshot.title,
            ("product_id", _) => &mut snapshot.product_id,
            ("product_title", _) => &mut snapshot.product_title,
            ("price", _) => &mut snapshot.price,
            ("sales", _) => &mut snapshot.sales,
            ("aweme_url", _) => &mut snapshot.aweme_url,
            ("cover_url", _) => &mut snapshot.cover_url,
            ("local" | "published", _) => continue,
            _ => panic!("{name} is no column of a snapshot"),
        };
        *slot = cell(Some(value));
    }
    snapshot
}

fn cell(value: Option<&Value>) -> Cell<'_> {
    match value {
        None | Some(Value::Null) => Cell::Null,
        Some(Value::String(text)) => Cell::Text(text),
        Some(Value::Number(number)) => number.as_i64().map_or_else(|| Cell::Float(number.as_f64().unwrap()), Cell::Int),
        Some(other) => panic!("{other} is no cell of a table"),
    }
}

fn text<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    row.get(name).and_then(Value::as_str)
}

/// An id, which may be a text or a whole number.
fn id_text(row: &Row, name: &str) -> Option<String> {
    match row.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What stands at a pointer, where `*` stands for every item of a list.
fn at(json: &Value, pointer: &str) -> Option<Value> {
    let Some((list, rest)) = pointer.split_once("/*") else { return json.pointer(pointer).cloned() };
    let items = json.pointer(list)?.as_array()?;
    items.iter().map(|item| at(item, rest)).collect::<Option<Vec<Value>>>().map(Value::Array)
}

fn equal(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Number(found), Value::Number(expected)) if found.is_f64() && expected.is_f64() => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| equal(found, expected))
        }
        _ => found == expected,
    }
}

/// The cells of a CSV body in these columns, row by row.
fn csv_cells(body: &[u8], columns: &[Value]) -> Value {
    let body = body.strip_prefix("\u{feff}".as_bytes()).expect("CSV begins with a BOM");
    let mut reader = csv::Reader::from_reader(body);
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| header.iter().position(|name| Some(name) == column.as_str()).expect("the column is in the CSV"))
        .collect();
    let cells = |record: &csv::StringRecord| places.iter().map(|place| Value::from(&record[*place])).collect::<Value>();
    reader.records().map(|record| cells(&record.unwrap())).collect()
}

/// What is wrong with an answer, one line for each place.
fn mismatches(question: &Value, response: &Response) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut differ = |place: &str, found: &dyn std::fmt::Display, expected: &dyn std::fmt::Display| {
        wrong.push(format!("{place}: found {found}, expected {expected}"));
    };
    let status = question["status"].as_u64().unwrap();
    if u64::from(response.status) != status {
        differ("status", &response.status, &status);
    }
    if let Some(csv) = question.get("csv") {
        let found = csv_cells(&response.body, csv["columns"].as_array().unwrap());
        if found != csv["rows"] {
            differ("csv", &found, &csv["rows"]);
        }
        return wrong;
    }
    let body: Value = match serde_json::from_slice(&response.body) {
        Ok(body) => body,
        Err(error) => {
            differ("body", &String::from_utf8_lossy(&response.body), &format_args!("JSON ({error})"));
            return wrong;
        }
    };
    let expected = question["expect"].as_object().unwrap();
    assert!(!expected.is_empty(), "a question expects nothing");
    for (pointer, expected) in expected {
        match at(&body, pointer) {
            Some(found) if equal(&found, expected) => {}
            Some(found) => differ(pointer, &found, expected),
            None => differ(pointer, &"nothing", expected),
        }
    }
    for (pointer, texts) in question.get("contains").and_then(Value::as_object).into_iter().flatten() {
        let found = at(&body, pointer).unwrap_or_default();
        for text in texts.as_array().unwrap() {
            if !found.as_str().unwrap_or_default().contains(text.as_str().unwrap()) {
                differ(pointer, &found, &format_args!("a text that holds {text}"));
            }
        }
    }
    wrong
}

/// A body without what depends on how often rows were read.
fn without_row_counts(response: &Response) -> Value {
    let mut body: Value = serde_json::from_slice(&response.body).unwrap();
    let rows = body.pointer_mut("/data/rows").expect("/api/meta counts rows").take();
    assert!(rows.is_object());
    body
}

#[test]
fn every_answer_is_the_one_worked_out_by_hand() {
    let mut wrong = Vec::new();
    for case in cases() {
        let dataset = case.dataset();
        for (request, question) in case.questions() {
            let found = mismatches(question, &case.ask(&dataset, request));
            wrong.extend(found.iter().map(|line| format!("{} {request}\n    {line}", case.name)));
        }
    }
    assert!(wrong.is_empty(), "{} mismatches:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn rows_reversed_and_doubled_give_the_same_bytes() {
    for case in cases() {
        let (one, other) = (case.dataset(), case.dataset_in_another_order());
        for (request, _) in case.questions() {
            let (one, other) = (case.ask(&one, request), case.ask(&other, request));
            if request == "/api/meta" {
                assert_eq!(without_row_counts(&one), without_row_counts(&other), "{}", case.name);
            } else {
                assert_eq!(one, other, "{} {request}", case.name);
            }
        }
    }
}

#[test]
fn a_star_in_a_pointer_stands_for_every_item() {
    let json = serde_json::json!({"data": [{"a": 1, "b": [1, 2]}, {"a": null, "b": [3]}]});
    assert_eq!(at(&json, "/data/*/a"), Some(serde_json::json!([1, null])));
    assert_eq!(at(&json, "/data/*/b/*"), Some(serde_json::json!([[1, 2], [3]])));
    assert_eq!(at(&json, "/data/*/c"), None);
    assert_eq!(at(&json, "/data/1/b/0"), Some(Value::from(3)));
    assert!(!equal(&Value::from(1), &Value::from(1.0)) && equal(&Value::from(0.1 + 0.2), &Value::from(0.3)));
}
