//! Running the command in a folder of its own, and asking it over real sockets.

#![allow(dead_code, unreachable_pub, reason = "each test file is a crate and uses a part of it")]

pub mod contract_questions;
pub mod mariadb;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{Days, Utc};
use chrono_tz::Asia::Shanghai;
use rusqlite::Connection;
use rusqlite::types::Value;

/// Far more than anything here takes, on any machine: what never comes is found all the same.
const LONG_ENOUGH: Duration = Duration::from_secs(300);

/// A folder that goes away, with the command working in it.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mediaop"));
        command.current_dir(self.dir.path());
        for variable in [
            "MEDIAOP_DB",
            "MEDIAOP_DB_PASSWORD",
            "MEDIAOP_DB_PASSWORD_FILE",
            "MEDIAOP_TOKEN",
            "MEDIAOP_TIMEZONE",
            "MEDIAOP_CONFIG",
            "MEDIAOP_LISTEN",
            "RUST_LOG",
        ] {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran(self.command().args(arguments).output().unwrap())
    }

    /// Writes a file and imports it.
    pub fn import(&self, name: &str, content: impl AsRef<[u8]>) -> Ran {
        self.file(name, content);
        self.run(&["import", name])
    }

    pub fn database(&self) -> Connection {
        let database = Connection::open(self.path("mediaop.db")).unwrap();
        // Who writes at the same time may be slow.
        database.busy_timeout(LONG_ENOUGH).unwrap();
        database
    }

    /// Starts a server that does nothing by itself, and waits until it listens.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        self.serve_unattended(&[&["--no-schedule"], arguments].concat())
    }

    /// Starts a server and waits until it listens.
    pub fn serve_unattended(&self, arguments: &[&str]) -> Server {
        let mut child = self
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map(Result::unwrap)
            .find_map(|line| line.split_once("listens on http://").map(|(_, address)| address.parse().unwrap()))
            .expect("the server says where it listens");
        // Whoever writes to a pipe that nobody reads comes to a halt.
        let log = std::thread::spawn(move || lines.map_while(Result::ok).collect());
        Server { child, address, log: Some(log) }
    }
}

/// A port for a server that takes none of itself: another one for each test. Those of connections and
/// of other servers, which the system gives out, lie above.
pub fn port() -> u16 {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let number = std::process::id() * 8 + GIVEN.fetch_add(1, Ordering::Relaxed);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (20_000 + (number % 12_000) as u16..).find(is_free).unwrap()
}

/// The day before today, where the data are: a demo up to its end holds whole days, whatever the hour.
pub fn yesterday() -> String {
    (Utc::now().with_timezone(&Shanghai).date_naive() - Days::new(1)).to_string()
}

/// What a command left.
pub struct Ran(Output);

impl Ran {
    pub fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.stderr().contains(words), "{words:?} is not in:\n{}", self.stderr());
        self
    }

    #[track_caller]
    pub fn ends_with_code(&self, code: i32) -> &Self {
        assert_eq!(self.code(), code, "{}", self.stderr());
        self
    }
}

/// A server that is killed when it goes out of scope.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: Option<JoinHandle<Vec<String>>>,
}

impl Server {
    pub fn get(&self, path: &str) -> Response {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", self.address))
    }

    pub fn post(&self, path: &str, headers: &str) -> Response {
        self.ask(&format!("POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\n{headers}", self.address))
    }

    /// Sends a request head and reads until the server closes.
    pub fn ask(&self, head: &str) -> Response {
        Response::parse(&self.bytes(head))
    }

    /// Status, ETag and body of an answer that may be no text.
    pub fn get_bytes(&self, path: &str) -> (u16, Option<String>, Vec<u8>) {
        let bytes = self.bytes(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", self.address));
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |end| end + 4);
        let response = Response::parse(&bytes[..head]);
        (response.status, response.header("etag").map(str::to_owned), bytes[head..].to_vec())
    }

    fn bytes(&self, head: &str) -> Vec<u8> {
        let mut stream = self.connect();
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LONG_ENOUGH)).unwrap();
        stream
    }

    pub fn is_ready(&self) -> bool {
        self.get("/healthz").body.contains("\"ready\":true")
    }

    #[track_caller]
    pub fn wait_until_ready(&self) {
        wait_until(|| self.is_ready());
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// The exit code, and what was logged to the end.
    pub fn wait_for_end(mut self) -> (Option<i32>, Vec<String>) {
        wait_until(|| self.child.try_wait().unwrap().is_some());
        let log = self.log.take().unwrap().join().unwrap();
        (self.child.wait().unwrap().code(), log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response, taken apart.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Response {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Response { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

#[track_caller]
pub fn wait_until(mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < LONG_ENOUGH, "it never came to hold");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// All rows of a question to a database, as they are stored.
pub fn rows(database: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = database.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|column| row.get(column)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The statements that make up a database, apart from mediaop's own tables.
pub fn schema(path: &Path) -> Vec<Vec<Value>> {
    let database = Connection::open(path).unwrap();
    rows(
        &database,
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%mediaop\\_%' ESCAPE '\\' ORDER BY name",
    )
}
