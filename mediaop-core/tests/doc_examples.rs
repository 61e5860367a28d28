//! Every public item has a runnable example, and the crate's own copy of the formulas is the one
//! of the repository.
#![allow(clippy::disallowed_methods, reason = "tests read files; the core does not")]

use std::path::{Path, PathBuf};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn every_public_item_has_an_example() {
    let mut found = 0;
    let mut without = Vec::new();
    for path in sources(&Path::new(CRATE).join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (place, line) in lines.iter().enumerate().take_while(|(_, line)| **line != "mod tests {") {
            let Some(item) = public_item(line) else { continue };
            found += 1;
            let documented = match line.trim().strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
                Some(module) => inner_doc(&path, module).contains("```"),
                None => outer_doc(&lines[..place]).any(|line| line.contains("```")),
            };
            if !documented {
                without.push(format!("{}:{}: {item}", path.display(), place + 1));
            }
        }
    }
    assert!(found > 150, "found {found} public items: does the search still look at the sources?");
    assert!(without.is_empty(), "without an example:\n{}", without.join("\n"));
}

#[test]
fn the_search_knows_public_items() {
    for (line, item) in [
        ("pub struct Totals {", Some("pub struct Totals {")),
        ("    pub fn ask(&self) -> u8 {", Some("pub fn ask(&self) -> u8 {")),
        ("    pub const fn new() -> u8 {", Some("pub const fn new() -> u8 {")),
        ("    Totals(i64) = [\"total_digg_count\"]", Some("Totals(i64) = [\"total_digg_count\"]")),
        ("    pub aweme_id: String,", None),
        ("pub(crate) fn fold(", None),
        ("pub use fold::CounterSlice;", None),
        ("        pub struct $name(pub [u8; 4]);", None),
    ] {
        assert_eq!(public_item(line), item, "{line}");
    }
}

#[test]
fn the_formulas_are_those_of_the_repository() {
    let repository = Path::new(CRATE).join("..");
    if !repository.join("mediaop-server").exists() {
        return; // the packaged crate, which has only its own copy
    }
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let same = read(repository.join("docs/METRICS.md")) == read(Path::new(CRATE).join("docs/METRICS.md"));
    assert!(same, "the two differ: cp docs/METRICS.md mediaop-core/docs/METRICS.md");
}

/// The sources below a folder, apart from files of tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs"))
        .collect();
    paths.sort();
    paths
}

/// The line, if it declares what others can use. The lint `unreachable_pub` sees to it that `pub`
/// means that.
fn public_item(line: &str) -> Option<&str> {
    let line = line.trim();
    let is_flat = line.contains("(i64) = [\"") || line.contains("(f64) = [\"") || line.ends_with("(i64) = [");
    let declares = line.strip_prefix("pub ").is_some_and(|rest| {
        ["struct ", "enum ", "fn ", "trait ", "type ", "mod ", "const ", "static "]
            .iter()
            .any(|kind| rest.starts_with(kind))
            // A macro's pattern: its uses are looked at.
            && !rest.contains("$name")
    });
    (declares || is_flat).then_some(line)
}

/// The doc lines straight above, past attributes.
fn outer_doc<'l>(above: &'l [&'l str]) -> impl Iterator<Item = &'l str> {
    let lines = above.iter().rev().map(|line| line.trim());
    lines.take_while(|line| line.starts_with("///") || line.starts_with("#[") || line.starts_with("$(#["))
}

/// The doc at the head of a module's file.
fn inner_doc(parent: &Path, module: &str) -> String {
    let folder = parent.parent().unwrap();
    let file = [folder.join(format!("{module}.rs")), folder.join(module).join("mod.rs")];
    let file = file.iter().find(|path| path.exists()).unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().take_while(|line| line.starts_with("//!")).collect()
}
