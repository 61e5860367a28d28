//! The files of a folder.

use std::io;
use std::path::{Path, PathBuf};

use super::BesideDemo;
use super::files::is_demo;

const ENDINGS: [&str; 8] = ["csv", "tsv", "json", "jsonl", "ndjson", "db", "sqlite", "sqlite3"];

/// The named files, and of named folders all files below that may hold rows, by name: those that
/// hold comments, those of rejected rows and the database itself are left out, and demos, of which `leave_out` hears.
pub(crate) fn files_of(
    paths: &[PathBuf],
    database: Option<&Path>,
    beside_demo: BesideDemo,
    leave_out: &mut dyn FnMut(&Path),
) -> io::Result<Vec<PathBuf>> {
    let database = database.and_then(|path| path.canonicalize().ok());
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut found = Vec::new();
            add_folder(path, &mut found)?;
            found.retain(|path| database.is_none() || path.canonicalize().ok() != database);
            found.retain(|path| {
                let is_demo = beside_demo == BesideDemo::Refused && is_demo(path);
                if is_demo {
                    leave_out(path);
                }
                !is_demo
            });
            files.append(&mut found);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn add_folder(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let place = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    let entries: io::Result<Vec<_>> = std::fs::read_dir(folder).map_err(place)?.collect();
    let mut entries = entries.map_err(place)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        // A link to a folder is not followed: it may lead back here.
        let kind = entry.file_type().map_err(place)?;
        if kind.is_dir() {
            add_folder(&entry.path(), files)?;
        } else if may_hold_rows(&entry.path()) {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn may_hold_rows(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    let has_ending = name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    has_ending && !name.starts_with('.') && !name.ends_with(".rejected.csv") && !name.contains("_comments_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_files_of_rows_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "").unwrap();
        };
        for name in [
            "json/search_contents_2026-07-02.json",
            "json/search_comments_2026-07-02.json",
            "csv/creator_contents_2026-07-01.csv",
            "csv/creator_contents_2026-07-01.csv.rejected.csv",
            "csv/.hidden.csv",
            "notes.txt",
            "shop.db",
        ] {
            make(name);
        }
        let one = dir.path().join("notes.txt");
        let (folders, database) = ([dir.path().to_owned(), one.clone()], dir.path().join("shop.db"));
        let files = files_of(&folders, Some(&database), BesideDemo::Refused, &mut |_| ()).unwrap();
        let names: Vec<_> = files.iter().map(|path| path.strip_prefix(dir.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["csv/creator_contents_2026-07-01.csv", "json/search_contents_2026-07-02.json", "notes.txt"]);
    }
}
