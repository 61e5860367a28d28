//! The same data in MariaDB and in SQLite give the same bytes.

mod support;

use support::contract_questions::assert_same_answers;
use support::mariadb::MariaDb;
use support::{Place, port, wait_until, yesterday};

const TS: i64 = 1_767_283_200_000; // 2026-01-02 00:00 in Shanghai

/// The tables as the user has them.
const USERS_TABLES: &str = "
CREATE DATABASE shop CHARACTER SET utf8mb4;
USE shop;
CREATE TABLE douyin_aweme_summary (
    aweme_id BIGINT NOT NULL, update_ts BIGINT NOT NULL, sec_uid VARCHAR(255), nickname VARCHAR(255),
    avatar VARCHAR(255), aweme_type VARCHAR(255), title VARCHAR(500), `desc` LONGTEXT, create_time BIGINT,
    recommend_count INT NOT NULL DEFAULT 0, comment_count INT NOT NULL DEFAULT 0, digg_count INT NOT NULL DEFAULT 0,
    admire_count INT NOT NULL DEFAULT 0, play_count INT NOT NULL DEFAULT 0, share_count INT NOT NULL DEFAULT 0,
    collect_count INT NOT NULL DEFAULT 0, aweme_url VARCHAR(500), cover_url VARCHAR(500),
    video_download_url LONGTEXT, music_download_url LONGTEXT, note_download_url LONGTEXT, promotion_id VARCHAR(255),
    product_id VARCHAR(255), product_title VARCHAR(500), price INT, sales INT, elastic_title VARCHAR(500),
    PRIMARY KEY (aweme_id, update_ts));
CREATE TABLE product_info (
    id INT AUTO_INCREMENT PRIMARY KEY, product_id VARCHAR(64) NOT NULL UNIQUE, title VARCHAR(255), brand VARCHAR(64),
    category VARCHAR(64), category2 VARCHAR(64), created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NULL DEFAULT NULL);
CREATE TABLE dy_creator (
    id INT AUTO_INCREMENT PRIMARY KEY, user_id VARCHAR(128) UNIQUE, nickname VARCHAR(64), avatar VARCHAR(255),
    ip_location VARCHAR(255), add_ts BIGINT, last_modify_ts BIGINT, `desc` LONGTEXT, gender VARCHAR(2),
    follows VARCHAR(16), fans VARCHAR(16), interaction VARCHAR(16), videos_count VARCHAR(16));";

fn demo(place: &Place) {
    let words = ["--db", "demo.db", "demo", "--size", "20000", "--seed", "3", "--until", &yesterday()];
    place.run(&words).ends_with_code(0);
}

#[test]
fn the_same_data_in_either_database_give_the_same_bytes() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(USERS_TABLES);
    demo(&place);
    let url = server.url("root", "shop");
    for db in ["sqlite://own.db", &url] {
        place.run(&["--db", db, "import", "--mix-with-demo", "demo.db"]).ends_with_code(0);
    }
    place
        .run(&["--db", &url, "import", "--mix-with-demo", "demo.db"])
        .ends_with_code(0)
        .says("snapshots: 0 added, 0 changed")
        .says("products: 0 added, 0 changed")
        .says("creators: 0 added, 0 changed");
    let servers = ["sqlite://own.db", &url].map(|db| place.serve(&["--db", db]));
    servers.iter().for_each(|server| server.wait_until_ready());
    assert!(assert_same_answers(&servers[0], &servers[1]) > 100);
    let meta = servers.each_ref().map(|server| server.get("/api/meta").json()["data"].clone());
    for fact in ["data_version", "video_count", "summary_count", "crawl_gaps", "rows"] {
        assert_eq!(meta[0][fact], meta[1][fact], "{fact}");
    }
    assert!(meta[0]["rows"]["read"].as_u64().unwrap() > 15_000);
}

#[test]
fn a_demo_can_be_made_in_a_schema_without_tables() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql("CREATE DATABASE `a demo`");
    let url = server.url("root", "a%20demo");
    place.run(&["--db", &url, "demo", "--size", "2000", "--until", &yesterday()]).ends_with_code(0);
    assert_eq!(server.sql("SELECT COUNT(*) > 1000 FROM `a demo`.douyin_aweme_summary"), "1");
    let hot = place.run(&["--db", &url, "query", "products/hot?period_days=30", "--format", "csv"]);
    assert!(hot.ends_with_code(0).stdout().lines().count() > 2);
    place.run(&["--db", &url, "demo", "--size", "2000"]).ends_with_code(1).says("--force");
}

#[test]
fn who_may_only_read_the_tables_writes_beside_them() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(USERS_TABLES);
    server.sql(&format!(
        "INSERT INTO shop.douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (7, {TS}, 5);
         CREATE DATABASE ours;
         CREATE USER reader@localhost IDENTIFIED BY 'p@ss:w/rd';
         GRANT SELECT ON shop.* TO reader@localhost;
         GRANT ALL ON ours.* TO reader@localhost"
    ));
    place.file("password", "p@ss:w/rd\n");
    let url = server.url("reader", "shop");
    let flags = ["--db", &url, "--own-schema", "ours", "--db-password-file", "password"];
    let running = place.serve(&flags);
    running.wait_until_ready();
    let meta = running.get("/api/meta").json();
    assert_eq!(meta["data"]["rows"]["accepted"], 1, "{meta}");
    // The data are served before the run is written down.
    let log =
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'ours' AND table_name = 'mediaop_runs'";
    wait_until(|| server.sql(log) == "1");
    wait_until(|| server.sql("SELECT kind, state FROM ours.mediaop_runs") == "load\tdone");
    assert_eq!(server.sql("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'shop'"), "3");
    place.file("s.csv", format!("aweme_id,update_ts,digg_count\n8,{TS},5\n"));
    let mut import = flags.to_vec();
    import.extend(["import", "s.csv"]);
    place.run(&import).ends_with_code(1).says("INSERT command denied");
    let refreshed = |arguments: &[&str]| {
        let given = ["--db", &url, "--db-password-file", "password", "refresh"];
        place.run(&[given.as_slice(), arguments].concat()).ends_with_code(0).stdout()
    };
    let said = refreshed(&[]);
    assert!(said.contains("1 accepted") && said.contains("  nothing is kept: ") && said.contains("denied"), "{said}");
    let said = refreshed(&["--own-schema", "theirs"]);
    assert!(said.contains("nothing is kept: ") && said.contains("there is no schema theirs"), "{said}");
    assert!(said.contains("CREATE DATABASE `theirs`; GRANT ALL ON `theirs`.* TO reader@"), "{said}");
    assert!(refreshed(&["--own-schema", "ours"]).contains("  kept: "));
    place.run(&["--db", &url, "refresh"]).ends_with_code(1).says("Access denied").says("MEDIAOP_DB_PASSWORD");
    let nobody = url.replace("socket=", "socket=/nowhere");
    place.run(&["--db", &nobody, "refresh"]).ends_with_code(1).says("connecting failed");
    let wrong = place.run(&["--db", &server.url("reader:wr0ng", "shop"), "refresh"]);
    wrong.ends_with_code(1).says("Access denied");
    assert!(!wrong.stderr().contains("wr0ng") && !wrong.stderr().contains("p@ss"), "{}", wrong.stderr());
}

#[test]
fn a_password_stands_where_it_stands_for_every_server() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(USERS_TABLES);
    server.sql(&format!(
        "INSERT INTO shop.douyin_aweme_summary (aweme_id, update_ts, digg_count) VALUES (7, {TS}, 5);
         CREATE USER reader@localhost IDENTIFIED BY 'p@ss:w/rd';
         GRANT SELECT ON shop.* TO reader@localhost"
    ));
    place.file("password", "p@ss:w/rd\n");
    let (url, with_password) = (server.url("reader", "shop"), server.url("reader:p%40ss%3Aw%2Frd", "shop"));
    let imported = |variable: &str, value: &str, arguments: &[&str]| {
        let mut command = place.command();
        command.args(arguments).env(variable, value);
        let ran = command.output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(!said.contains("p@ss") && !said.contains("p%40ss") && !said.contains("wr0ng"), "{said}");
        (ran.status.code(), said)
    };
    for (variable, value, arguments) in [
        ("MEDIAOP_DB_PASSWORD", "p@ss:w/rd", ["--db", "own.db", "import", &url].as_slice()),
        ("MEDIAOP_DB_PASSWORD_FILE", "password", &["--db", "own.db", "import", &url]),
        ("RUST_LOG", "info", &["--db", "own.db", "--db-password-file", "password", "import", &url]),
        // What the URL says goes before.
        ("MEDIAOP_DB_PASSWORD", "wr0ng", &["--db", "own.db", "import", &with_password]),
        ("MEDIAOP_DB_PASSWORD", "wr0ng", &["--db", &with_password, "query", "videos"]),
    ] {
        let (code, said) = imported(variable, value, arguments);
        assert_eq!(code, Some(0), "{variable}: {said}");
    }
    let (code, said) = imported("MEDIAOP_DB_PASSWORD", "wr0ng", &["--db", "own.db", "import", &url]);
    assert!(code == Some(1) && said.contains("Access denied"), "{said}");
    let (code, said) = imported("RUST_LOG", "info", &["--db", "own.db", "import", &url]);
    assert!(code == Some(1) && said.contains("No password was given: set MEDIAOP_DB_PASSWORD"), "{said}");
}

#[test]
fn rows_that_cannot_be_are_rejected_and_columns_may_be_missing() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(&format!(
        "CREATE DATABASE shop; USE shop;
         CREATE TABLE douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT, digg_count VARBINARY(20),
             share_count BIGINT UNSIGNED, PRIMARY KEY (aweme_id, update_ts));
         INSERT INTO douyin_aweme_summary VALUES (7, {TS}, '1.2w', 3), (8, {TS}, X'FF', 3), (9, 5, '5', 3),
             (10, {TS}, '5', 18446744073709551615), (-1, {TS}, '5', 3);
         CREATE TABLE product_info (product_id VARCHAR(64) PRIMARY KEY, category VARCHAR(64) CHARACTER SET gbk);
         INSERT INTO product_info VALUES ('p', '美妆')"
    ));
    let ran = place.run(&["--db", &server.url("root", "shop"), "refresh"]);
    let said = ran.ends_with_code(0).stdout();
    for words in ["5 rows read, 1 accepted", "2 rejected, counter_not_a_number", "1 rejected, update_ts_in_seconds"] {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
    place.run(&["--db", &server.url("root", "nowhere"), "refresh"]).ends_with_code(1).says("Unknown database");
}

/// Ids of two character sets and with the marks that a reading uses itself, counters that are texts or missing,
/// and a video with more readings than fit into one value.
#[test]
fn readings_come_whole_whatever_the_ids_hold() {
    let (place, server) = (Place::new(), MariaDb::start());
    let columns = "aweme_id, update_ts, digg_count, share_count, sec_uid, creator_hash, product_id";
    let table = |of_mariadb: bool| {
        let set = |options| if of_mariadb { options } else { "" };
        let (latin, any_case) = (set("CHARACTER SET latin1"), set("COLLATE utf8mb4_general_ci"));
        format!(
            "CREATE TABLE douyin_aweme_summary (aweme_id BIGINT NOT NULL, update_ts BIGINT NOT NULL,
                digg_count VARCHAR(20), share_count BIGINT, sec_uid VARCHAR(255) {latin}, creator_hash VARCHAR(64),
                product_id VARCHAR(255) {any_case}, PRIMARY KEY (aweme_id, update_ts));
             INSERT INTO douyin_aweme_summary ({columns}) VALUES
                (-4, {TS}, '5', -7, 'e', 'f', 'g'),
                (1, {TS}, '5', 3, 'a\u{1f}b', 'x', 'p'), (1, {TS} + 3600000, '9', -1, 'a\u{1f}b', 'x', 'p'),
                (2, {TS}, '5', 3, NULL, 'c\u{1e}{TS}\u{1f}7', 'P'), (2, {TS} + 3600000, '1.2w', NULL, '', 'd', 'p '),
                (3, {TS}, NULL, 0, 'Zo\u{eb}', '', '\u{53e3}\u{7ea2}'), (3, {TS} + 9, 'soon', 5, 'Zo\u{eb}', '', ''),
                (4, 17, '5', 3, 'e', 'f', 'g');"
        )
    };
    let many = |source: &str, repeated: &str| {
        format!(
            "INSERT INTO douyin_aweme_summary ({columns})
                SELECT 5, {TS} + seq * 60000, seq, 2 * seq, 'e', '', {repeated} FROM {source}"
        )
    };
    server.sql(&format!(
        "CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE shop; {} {}",
        table(true),
        many("seq_1_to_6000", "REPEAT('p', 200)")
    ));
    let file = place.database();
    file.execute_batch(&table(false)).unwrap();
    let numbers =
        "(WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 6000) SELECT seq FROM n)";
    file.execute_batch(&many(numbers, "replace(hex(zeroblob(100)), '0', 'p')")).unwrap();
    drop(file);
    let url = server.url("root", "shop");
    let servers = ["sqlite://mediaop.db", &url].map(|db| place.serve(&["--db", db]));
    servers.iter().for_each(|server| server.wait_until_ready());
    let meta = servers.each_ref().map(|server| server.get("/api/meta").json()["data"].clone());
    for fact in ["data_version", "video_count", "summary_count", "rows"] {
        assert_eq!(meta[0][fact], meta[1][fact], "{fact}");
    }
    assert_eq!((&meta[1]["rows"]["read"], &meta[1]["rows"]["accepted"]), (&6008.into(), &6005.into()));
}

/// More such rows of one video than are read at a time stand between others.
#[test]
fn keys_beyond_all_numbers_of_ours_are_rejected_and_end_nothing() {
    let (place, server) = (Place::new(), MariaDb::start());
    server.sql(&format!(
        "CREATE DATABASE shop; USE shop;
         CREATE TABLE douyin_aweme_summary (aweme_id BIGINT UNSIGNED NOT NULL, update_ts BIGINT UNSIGNED NOT NULL,
            digg_count BIGINT, PRIMARY KEY (aweme_id, update_ts));
         INSERT INTO douyin_aweme_summary VALUES (1, {TS}, 5), (3, {TS}, 6), (18446744073709551615, {TS}, 7);
         INSERT INTO douyin_aweme_summary SELECT 2, 9223372036854775808 + seq, 5 FROM seq_1_to_120000;"
    ));
    let server = place.serve(&["--db", &server.url("root", "shop")]);
    server.wait_until_ready();
    let rows = &server.get("/api/meta").json()["data"]["rows"];
    assert_eq!((&rows["read"], &rows["accepted"]), (&120_003.into(), &2.into()));
}

#[test]
fn a_connection_can_be_made_to_be_encrypted() {
    let place = Place::new();
    let openssl = |arguments: &str| {
        let ran = std::process::Command::new("openssl").args(arguments.split(' ')).current_dir(place.path("")).output();
        let ran = ran.expect("openssl is there");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=test-ca");
    openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost");
    place.file("san", "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem -extfile san");
    let port = port();
    let at = |name: &str| place.path(name).display().to_string();
    let options = [
        format!("--port={port}"),
        "--bind-address=127.0.0.1".to_owned(),
        format!("--ssl-ca={}", at("ca.pem")),
        format!("--ssl-cert={}", at("server.pem")),
        format!("--ssl-key={}", at("server.key")),
    ];
    let server = MariaDb::start_with(&options.each_ref().map(String::as_str));
    server.sql(
        "CREATE DATABASE shop; CREATE USER safe@'127.0.0.1' REQUIRE SSL; GRANT ALL ON shop.* TO safe@'127.0.0.1';
         CREATE USER safe@localhost REQUIRE SSL; GRANT ALL ON shop.* TO safe@localhost;
         CREATE TABLE shop.douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT)",
    );
    let url = |mode: &str| format!("mysql://safe@127.0.0.1:{port}/shop?ssl-mode={mode}&ssl-ca={}", at("ca.pem"));
    place.run(&["--db", &url("VERIFY_IDENTITY"), "refresh"]).ends_with_code(0);
    place.run(&["--db", &url("DISABLED"), "refresh"]).ends_with_code(1).says("Access denied");
    // Who does not ask for encryption finds out once that there is some, and not with each connection.
    let before = server.counted("Aborted_connects");
    place.run(&["--db", &url("PREFERRED"), "refresh"]).ends_with_code(0);
    assert_eq!(server.counted("Aborted_connects") - before, 1);
    // A user who must encrypt does so even over a socket.
    let local = format!("mysql://safe@localhost/shop?socket={}", server.socket().display());
    place.run(&["--db", &local, "refresh"]).ends_with_code(0);
    openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -keyout other.key -out ca.pem -subj /CN=another-ca");
    place.run(&["--db", &url("VERIFY_CA"), "refresh"]).ends_with_code(1).says("logging in failed");
}

/// Over a socket of our own, which says goodbye, while the driver leaves without a word: the server counts those.
#[test]
fn a_plain_connection_reads_without_the_driver_and_another_one_with_it() {
    let (place, port) = (Place::new(), port());
    let server = MariaDb::start_with(&[&format!("--port={port}"), "--bind-address=127.0.0.1"]);
    server.sql(
        "CREATE DATABASE shop; CREATE TABLE shop.douyin_aweme_summary (aweme_id BIGINT, update_ts BIGINT);
         CREATE USER reader@'%' IDENTIFIED BY 'a@b/c'; GRANT SELECT ON shop.* TO reader@'%'",
    );
    let left_without_a_word = || server.counted("Aborted_clients");
    let socket = server.socket().display().to_string();
    let before = left_without_a_word();
    for url in [
        format!("mysql://reader:a%40b%2Fc@127.0.0.1:{port}/shop"),
        format!("mysql://reader:a%40b%2Fc@localhost:{port}/shop?ssl-mode=DISABLED"),
        format!("mysql://reader:a%40b%2Fc@localhost/shop?socket={socket}"),
    ] {
        let ran = place.run(&["--db", &url, "refresh"]);
        assert!(ran.ends_with_code(0).stdout().contains("0 rows read"));
        assert_eq!(left_without_a_word(), before, "{url}");
    }
    let other =
        format!("mysql://reader:a%40b%2Fc@localhost/shop?socket={socket}&charset=utf8mb4%20COLLATE%20utf8mb4_bin");
    place.run(&["--db", &other, "refresh"]).ends_with_code(0);
    assert!(left_without_a_word() > before, "what is not spoken here is left to the driver");
    let before = server.counted("Access_denied_errors");
    let wrong = format!("mysql://reader:wrong@127.0.0.1:{port}/shop");
    place.run(&["--db", &wrong, "refresh"]).ends_with_code(1).says("Access denied");
    assert_eq!(server.counted("Access_denied_errors") - before, 1, "a wrong password is tried once");
}
