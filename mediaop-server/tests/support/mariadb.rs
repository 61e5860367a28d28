//! A MariaDB server for one test: its own socket, its own data, gone when the test ends.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::wait_until;

/// A running server.
pub struct MariaDb {
    dir: tempfile::TempDir,
    process: Child,
    options: Vec<String>,
}

impl MariaDb {
    pub fn start() -> Self {
        MariaDb::start_with(&["--skip-networking"])
    }

    /// Starts with further options.
    pub fn start_with(options: &[&str]) -> Self {
        // A socket's path may have 107 bytes.
        let dir = tempfile::Builder::new().prefix("mdb").tempdir_in("/tmp").unwrap();
        // In the common one, servers that are made at once take each other's files away.
        std::fs::create_dir(dir.path().join("tmp")).unwrap();
        let installed = Command::new("mariadb-install-db")
            .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
            .args([format!("--datadir={}", dir.path().join("data").display()), format!("--user={}", user())])
            .arg(format!("--tmpdir={}", dir.path().join("tmp").display()))
            .output()
            .unwrap_or_else(|error| panic!("no MariaDB here ({error}): scripts/install-mariadb.sh installs it"));
        assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let process = process(dir.path(), &options);
        let server = MariaDb { dir, process, options };
        server.wait_until_it_answers();
        server
    }

    pub fn socket(&self) -> PathBuf {
        self.dir.path().join("socket")
    }

    /// A schema's URL for a user.
    pub fn url(&self, user: &str, schema: &str) -> String {
        format!("mysql://{user}@localhost/{schema}?socket={}", self.socket().display())
    }

    /// Runs SQL as root; what it prints, a line for each row.
    pub fn sql(&self, sql: &str) -> String {
        let ran = self.client().args(["--batch", "--skip-column-names", "-e", sql]).output().unwrap();
        assert!(ran.status.success(), "{sql}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).trim_end().to_owned()
    }

    /// What the server has counted of something, once it is done with all who were connected.
    pub fn counted(&self, of: &str) -> u32 {
        let count = |of: &str| -> u32 {
            let told = self.sql(&format!("SHOW GLOBAL STATUS LIKE '{of}'"));
            told.split_whitespace().next_back().unwrap().parse().unwrap()
        };
        wait_until(|| count("Threads_connected") == 1);
        count(of)
    }

    pub fn client(&self) -> Command {
        let mut client = Command::new("mariadb");
        client.args(["--no-defaults", "-uroot", "--default-character-set=utf8mb4"]);
        client.arg(format!("--socket={}", self.socket().display()));
        client
    }

    /// Ends the server at once, as a loss of power would.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again on the same data.
    pub fn restart(&mut self) {
        self.process = process(self.dir.path(), &self.options);
        self.wait_until_it_answers();
    }

    fn wait_until_it_answers(&self) {
        wait_until(|| {
            let asked = self.client().args(["-e", "SELECT 1"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
            asked.is_ok_and(|status| status.success())
        });
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn process(dir: &std::path::Path, options: &[String]) -> Child {
    let at = |name: &str| dir.join(name).display().to_string();
    Command::new("mariadbd")
        .args(["--no-defaults", "--innodb-buffer-pool-size=128M", "--innodb-flush-log-at-trx-commit=2"])
        .args([format!("--datadir={}", at("data")), format!("--socket={}", at("socket"))])
        .args([format!("--pid-file={}", at("pid")), format!("--user={}", user())])
        .arg(format!("--tmpdir={}", at("tmp")))
        .args(options)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(dir.join("log")).unwrap())
        .spawn()
        .unwrap()
}

/// The server refuses to run as root unless it is told to.
fn user() -> String {
    let id = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(id.stdout).unwrap().trim().to_owned()
}
