//! The other commands, settings and exit codes.

mod support;

use rusqlite::types::Value;
use support::{Place, rows, schema, yesterday};

#[test]
fn a_demo_can_be_read_and_only_a_demo_is_replaced() {
    let place = Place::new();
    place.run(&["demo", "--size", "3000", "--seed", "7"]).ends_with_code(0).says("snapshots of");
    let count = "SELECT count(*) > 1000 FROM douyin_aweme_summary";
    assert_eq!(rows(&place.database(), count), [[Value::Integer(1)]]);
    assert!(!place.path("mediaop.db.part").exists());
    place.run(&["demo", "--size", "3000"]).ends_with_code(1).says("already holds").says("--force");
    place.run(&["demo", "--size", "3000", "--force"]).ends_with_code(0);
    let ran = place.run(&["refresh"]);
    assert!(ran.ends_with_code(0).stdout().contains("rows read"), "{}", ran.stdout());

    let own = Place::new();
    own.import("s.csv", "aweme_id,update_ts\n7,1767283200000\n").ends_with_code(0);
    own.run(&["demo", "--size", "3000", "--force"]).ends_with_code(1).says("it was not made by `mediaop demo` alone");

    place.file("s.csv", "aweme_id,update_ts\n7,1767283200000\n");
    place.run(&["import", "--mix-with-demo", "s.csv"]).ends_with_code(0);
    place.run(&["demo", "--size", "3000", "--force"]).ends_with_code(1).says("it was not made by `mediaop demo` alone");
    let own = "SELECT count(*) FROM douyin_aweme_summary WHERE aweme_id = 7";
    assert_eq!(rows(&place.database(), own), [[Value::Integer(1)]]);
}

#[test]
fn rows_are_not_put_beside_those_of_a_demo_unasked() {
    let place = Place::new();
    let rows_there = || rows(&place.database(), "SELECT count(*), max(update_ts) FROM douyin_aweme_summary");
    place.run(&["demo", "--size", "1000"]).ends_with_code(0);
    let before = rows_there();
    let refused = place.import("s.csv", "aweme_id,update_ts\n7,1767283200000\n");
    refused
        .ends_with_code(1)
        .says("mediaop.db holds the made-up rows of `mediaop demo`")
        .says("another database with --db");
    assert_eq!(rows_there(), before);
    place.run(&["--db", "own.db", "import", "s.csv"]).ends_with_code(0);
    place.run(&["import", "s.csv", "--mix-with-demo"]).ends_with_code(0).says("1 added");
    place.run(&["import", "s.csv"]).ends_with_code(0).says("1 unchanged");
}

#[test]
fn rows_of_a_demo_are_not_put_beside_ones_own_unasked() {
    let place = Place::new();
    let own = || rows(&place.database(), "SELECT count(*) FROM douyin_aweme_summary WHERE aweme_id <> 7");
    place.run(&["--db", "demo.db", "demo", "--size", "1000"]).ends_with_code(0);
    place.import("s.csv", "aweme_id,update_ts\n7,1767283200000\n").ends_with_code(0);
    let refused = place.run(&["import", "demo.db"]);
    refused.ends_with_code(1).says("demo.db holds the made-up rows of `mediaop demo`").says("--mix-with-demo");
    place.run(&["--db", "new.db", "import", "demo.db"]).ends_with_code(1);
    assert!(!place.path("new.db").exists());
    let left_out = "demo.db holds the made-up rows of `mediaop demo` and is left out: --mix-with-demo takes them";
    place.run(&["import", "."]).ends_with_code(0).says(left_out).says("s.csv: 1 row read");
    assert_eq!(own(), [[Value::Integer(0)]]);
    place.run(&["import", "--mix-with-demo", "."]).ends_with_code(0).says("demo.db: ");
    assert_ne!(own(), [[Value::Integer(0)]]);
}

#[test]
fn reading_leaves_the_users_database_as_it_was() {
    let place = Place::new();
    let database = place.database();
    database
        .execute_batch(
            "CREATE TABLE douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT, digg_count INTEGER);
             INSERT INTO douyin_aweme_summary VALUES (7, 1767283200000, 5), (8, 1767283200000, x'ff'), (9, 5, 5);",
        )
        .unwrap();
    drop(database);
    let file = place.path("mediaop.db");
    let all = "SELECT * FROM douyin_aweme_summary";
    let before = (std::fs::read(&file).unwrap(), schema(&file), rows(&place.database(), all));
    place.run(&["query", "videos"]).ends_with_code(0);
    assert_eq!(std::fs::read(&file).unwrap(), before.0);
    let ran = place.run(&["refresh"]);
    assert!(ran.ends_with_code(0).stdout().contains("3 rows read, 1 accepted"), "{}", ran.stdout());
    assert_eq!((schema(&file), rows(&place.database(), all)), (before.1, before.2));
}

#[test]
fn refresh_says_whether_it_keeps_what_it_has_read() {
    let place = Place::new();
    place.import("s.csv", "aweme_id,update_ts,digg_count\n7,1767283200000,5\n").ends_with_code(0);
    let mut permissions = std::fs::metadata(place.path("mediaop.db")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(place.path("mediaop.db"), permissions).unwrap();
    let said = place.run(&["refresh"]).ends_with_code(0).stdout();
    assert!(said.contains("1 accepted") && said.contains("nothing is kept: the file cannot be written"), "{said}");
    let videos = Place::new();
    videos.database().execute_batch("CREATE TABLE douyin_aweme (aweme_id BIGINT, last_modify_ts BIGINT)").unwrap();
    let said = videos.run(&["refresh"]).ends_with_code(0).stdout();
    assert!(said.contains("nothing is kept: "), "{said}");
}

#[test]
fn a_database_that_is_not_there_says_what_to_do() {
    let place = Place::new();
    for arguments in [["query", "videos"].as_slice(), &["refresh"]] {
        place.run(arguments).ends_with_code(1).says("there is no database at mediaop.db").says("mediaop import");
    }
    assert!(!place.path("mediaop.db").exists());
    place.file("text.db", "this is no database, however long it may be made to be by writing on and on");
    place.run(&["--db", "text.db", "query", "videos"]).ends_with_code(1).says("text.db: opening it failed");
    let nowhere = "mysql://u:secret@127.0.0.1:1/d";
    let ran = place.run(&["--db", nowhere, "refresh"]);
    ran.ends_with_code(1).says("mysql://u:***@127.0.0.1:1/d: connecting failed");
    assert!(!ran.stderr().contains("secret"), "{}", ran.stderr());
    place.database().execute_batch("CREATE TABLE t (a)").unwrap();
    place.run(&["refresh"]).ends_with_code(1).says("neither a table douyin_aweme_summary nor douyin_aweme");
}

#[test]
fn a_flag_goes_before_a_variable_and_that_before_the_file() {
    let place = Place::new();
    place.file("mediaop.toml", "db = \"sqlite://file.db\"\n");
    let missing = |flags: &[&str], variable: Option<&str>| {
        let mut command = place.command();
        command.args(flags).arg("refresh").envs(variable.map(|db| ("MEDIAOP_DB", db)));
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    assert!(missing(&[], None).contains("no database at file.db"));
    assert!(missing(&[], Some("variable.db")).contains("no database at variable.db"));
    assert!(missing(&["--db", "flag.db"], Some("variable.db")).contains("no database at flag.db"));
    place.file("mediaop.toml", "db = \"\"\n");
    assert!(missing(&[], None).contains("the name of the database is empty (--db, MEDIAOP_DB or db in"));
    place.file("mediaop.toml", "databse = 1\n");
    place.run(&["refresh"]).ends_with_code(1).says("unknown keys: `databse`");
}

#[test]
fn usage_errors_have_a_code_of_their_own() {
    let place = Place::new();
    place.run(&["import"]).ends_with_code(2);
    place.run(&["nonsense"]).ends_with_code(2);
    place.run(&["demo", "--size", "huge"]).ends_with_code(2);
    for (given, meant) in [("--as-of", "as_of=…"), ("--from=2026-01-01", "from=…"), ("page=2", "page=2")] {
        let tip = format!("tip: a parameter stands in its question: mediaop query 'PATH?{meant}'");
        place.run(&["query", "videos", given]).ends_with_code(2).says(&tip);
    }
    for time in ["tomorrow", "2030"] {
        place.run(&["demo", "--until", time]).ends_with_code(2).says("expected YYYY-MM-DD").says("such as 2026-06-30");
    }
    place.run(&["demo", "--size", "0"]).ends_with_code(2).says("a number of snapshots from 1 on");
    let help = place.run(&["--help"]);
    assert!(help.ends_with_code(0).stdout().contains("Exit codes:"));
    assert!(place.run(&["completions", "bash"]).stdout().contains("mediaop"));
}

#[test]
fn a_demo_ends_when_it_is_told_to() {
    let answer_at = |end: &str| {
        let place = Place::new();
        place.run(&["demo", "--size", "1000", "--until", end]).ends_with_code(0);
        place
            .run(&["query", "videos?as_of=2026-06-30&period_days=30", "--format", "csv"])
            .ends_with_code(0)
            .stdout()
            .to_owned()
    };
    let (whole, again, evening) = (answer_at("2026-06-30"), answer_at("2026-06-30"), answer_at("2026-06-30T18:00"));
    assert!(whole.lines().count() > 1, "{whole}");
    assert_eq!(whole, again);
    assert_ne!(whole, evening, "six hours more of crawls");
}

#[test]
fn a_database_that_was_named_is_named_in_the_hint() {
    let place = Place::new();
    let ran = place.run(&["--db", "d.db", "demo", "--size", "1000"]);
    ran.ends_with_code(0).says("`mediaop --db d.db serve`").says("`mediaop --db d.db query products/hot`");
    place.run(&["demo", "--size", "1000"]).ends_with_code(0).says("`mediaop serve`");
}

#[test]
fn an_error_is_said_once() {
    let place = Place::new();
    place.file("text.db", "this is no database, however long it may be made to be by writing on and on");
    place.import("s.csv", "aweme_id,update_ts\n7,1767283200000\n").ends_with_code(0);
    for (arguments, words) in [
        (["--db", "text.db", "refresh"].as_slice(), "file is not a database"),
        (&["--timezone", "Foo/Bar", "refresh"], "Foo/Bar"),
        (&["--timezone", "Foo/Bar", "refresh"], "expected"),
        (&["query", "videos?page=0"], "out of range"),
    ] {
        let said = place.run(arguments).stderr();
        assert_eq!(said.matches(words).count(), 1, "{said}");
    }
}

#[test]
fn a_table_is_as_wide_as_the_terminal() {
    let place = Place::new();
    place.run(&["demo", "--size", "3000", "--seed", "7", "--until", &yesterday()]).ends_with_code(0);
    let shown = |question: &str, columns: Option<&str>| {
        let mut command = place.command();
        command.args(["query", question]).env_remove("COLUMNS").envs(columns.map(|columns| ("COLUMNS", columns)));
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    for question in ["videos", "products/hot", "creators", "products/matrix", "benchmark/videos", "categories/daily"] {
        for (columns, width) in [(Some("80"), 80), (Some("120"), 120), (None, 160)] {
            let text = shown(question, columns);
            let rule = text.lines().next().unwrap().chars().count();
            assert!(rule <= width && rule > width / 4, "{rule} for {width}:\n{text}");
            let names_what_is_missing = text.contains("not shown: ") && text.contains("; --format csv has all");
            assert!(names_what_is_missing || question != "videos", "{text}");
        }
    }
    assert!(shown("meta", None).starts_with("{\n  \"data\": {\n    \"data_version\": "));
    let docs = shown("docs", None);
    assert!(docs.starts_with("<!doctype html><html lang=\"en\">"), "{docs}");
}

#[test]
fn the_end_of_a_files_name_says_how_an_answer_is_written() {
    let place = Place::new();
    place.run(&["demo", "--size", "3000", "--seed", "7", "--until", &yesterday()]).ends_with_code(0);
    let written = |arguments: &[&str], name: &str| {
        let output = ["query", "videos", "--output", name];
        place.run(&[output.as_slice(), arguments].concat()).ends_with_code(0);
        std::fs::read(place.path(name)).unwrap()
    };
    assert!(written(&[], "a.xlsx").starts_with(b"PK"));
    assert!(written(&[], "a.CSV").starts_with("\u{feff}aweme_id,".as_bytes()));
    assert!(written(&[], "a.json").starts_with(b"{\"data\""));
    assert_eq!(written(&["--format", "arrow"], "b.csv"), written(&[], "a.arrow"), "a flag goes before the name");
    for name in ["a.txt", "a"] {
        assert!(!written(&[], name).starts_with(b"{"), "{name} is for people");
    }
    assert_eq!(written(&["--format", "csv"], "a.dat"), written(&[], "a.csv"));
    for name in ["report.xls", "report.pdf", "report.CVS"] {
        let refused = place.run(&["query", "videos", "-o", name]);
        refused.ends_with_code(2).says(".json, .csv, .xlsx, .arrow").says("--format");
        assert!(!place.path(name).exists());
    }
    place.run(&["query", "docs", "-o", "docs.html"]).ends_with_code(0);
    assert!(std::fs::read(place.path("docs.html")).unwrap().starts_with(b"<!doctype html>"));
    place.run(&["query", "videos", "-o", "videos.html"]).ends_with_code(2).says("no form of answers ends in .html");
}

#[test]
fn a_form_that_is_named_twice_is_the_same() {
    let place = Place::new();
    place.import("s.csv", "aweme_id,update_ts\n7,1767283200000\n").ends_with_code(0);
    let asked = |format: &str| place.run(&["query", "categories?format=csv", "--format", format]);
    for other in ["json", "table"] {
        assert_eq!(asked(other).ends_with_code(2).says("the question says format=csv").stdout(), "");
    }
    assert!(asked("csv").ends_with_code(0).stdout().contains("category,category2"));
    place.run(&["query", "categories?format=exel", "--format", "csv"]).ends_with_code(2).says("exel");
}

#[test]
fn no_slip_shows_a_password() {
    let place = Place::new();
    place.import("rows.csv", "aweme_id,update_ts,digg_count\n7,1767283200000,5\n").ends_with_code(0);
    for url in [
        "mysql+pymysql://u:s3cret@127.0.0.1:1/d",
        "mysql://u:a?s3cret@127.0.0.1:1/d",
        "mysql://u@127.0.0.1:1/d?password=s3cret",
        "mysql:/u:s3cret@127.0.0.1:1/d",
        "u:s3cret@127.0.0.1:1/d",
    ] {
        for arguments in [&["import", url][..], &["--db", url, "query", "videos"]] {
            let ran = place.run(arguments);
            assert!(!ran.stderr().contains("s3cret") && ran.stderr().contains("127.0.0.1:1"), "{}", ran.stderr());
            assert_ne!(ran.code(), 0, "{url}");
        }
    }
    let kept = rows(&place.database(), "SELECT count(*) FROM mediaop_runs WHERE error LIKE '%s3cret%'");
    assert_eq!(kept, [[Value::Integer(0)]]);
    place.file("mediaop.toml", "timezone = \"UTC\"\ndb = \"mysql://u:s3cret@db/shop\n");
    let ran = place.run(&["--config", "mediaop.toml", "query", "videos"]);
    ran.ends_with_code(1).says("mediaop.toml is not TOML at line 2");
    assert!(!ran.stderr().contains("s3cret"), "{}", ran.stderr());
}

#[test]
fn a_table_of_one_row_a_video_is_said_to_have_no_history() {
    let place = Place::new();
    let table = "CREATE TABLE douyin_aweme (aweme_id BIGINT PRIMARY KEY, last_modify_ts BIGINT, liked_count TEXT)";
    place
        .database()
        .execute_batch(&format!("{table}; INSERT INTO douyin_aweme VALUES (7, 1767283200000, '5')"))
        .unwrap();
    let told = place.run(&["refresh"]).ends_with_code(0).stdout();
    assert!(told.contains("without a history"), "{told}");
    place.import("rows.csv", "aweme_id,update_ts,digg_count\n7,1767283200000,5\n").ends_with_code(0);
    let told = place.run(&["refresh"]).ends_with_code(0).stdout();
    assert!(!told.contains("without a history"), "{told}");
}
