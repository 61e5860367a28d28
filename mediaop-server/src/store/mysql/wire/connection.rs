//! A connection that reads.

use std::collections::HashMap;
use std::io;
use std::time::{Duration, Instant};

use sqlx::mysql::MySqlSslMode;

use super::super::super::value::Value;
use super::super::MySqlPlace;
use super::super::session::{SETTINGS, TIME_TO_CONNECT};
use super::error::{broken, refused};
use super::fields::{Fields, write_counted};
use super::login::{Agreed, Login, log_in};
use super::packets::Packets;
use super::rows::{Form, Place, WireRow};
use super::socket::Socket;

const QUIT: u8 = 0x01;
const QUERY: u8 = 0x03;
const PREPARE: u8 = 0x16;
const EXECUTE: u8 = 0x17;
const CLOSE: u8 = 0x19;
/// So many prepared statements are kept, then others take their place.
const STATEMENTS: usize = 32;
/// A server that says nothing for so long is gone. The longest silence is the one before the first of the
/// latest rows of all videos, some seconds for a hundred thousand of them.
const TIME_TO_ANSWER: Duration = Duration::from_secs(900);
/// The server can say no greater number when it prepares a statement.
const MOST_COLUMNS: u64 = u16::MAX as u64;

/// A plain connection, over which rows are read where they lie in the packets.
#[derive(Debug)]
pub(in super::super) struct WireConnection {
    packets: Packets,
    agreed: Agreed,
    statements: HashMap<String, Statement>,
    /// Of the rows that are coming.
    forms: Vec<Form>,
    places: Vec<Place>,
    /// Whether rows are still coming that nobody wants.
    is_amid_rows: bool,
    /// Whether what comes next may belong to something else than what is asked next.
    is_out_of_step: bool,
}

#[derive(Debug, Clone, Copy)]
struct Statement {
    id: u32,
    values: usize,
}

impl WireConnection {
    /// Logs in; `None` where it takes the driver.
    pub(in super::super) fn open(place: &MySqlPlace) -> sqlx::Result<Option<Self>> {
        let options = &place.options;
        let schema = options.get_database().unwrap_or_default();
        let is_local = options.get_socket().is_some();
        let is_preferred = match options.get_ssl_mode() {
            MySqlSslMode::Disabled => false,
            MySqlSslMode::Preferred => true,
            _ => return Ok(None),
        };
        // What does not leave the machine need not be hidden.
        let prefers_encryption = is_preferred && !is_local;
        let is_word = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !is_word(options.get_charset()) {
            return Ok(None);
        }
        let deadline = Instant::now() + TIME_TO_CONNECT;
        let socket = match options.get_socket() {
            #[cfg(unix)]
            Some(path) => Socket::local(path, deadline)?,
            #[cfg(not(unix))]
            Some(_) => return Ok(None),
            None => Socket::remote(options.get_host(), options.get_port(), deadline)?,
        };
        let mut packets = Packets::new(socket);
        let login = Login { user: options.get_username(), password: place.password(), schema, prefers_encryption };
        let agreed = match log_in(&mut packets, login) {
            // A user may have to encrypt even here, which the driver can.
            Err(sqlx::Error::Database(_)) if is_local && is_preferred => return Ok(None),
            agreed => agreed?,
        };
        let Some(agreed) = agreed else {
            // Most likely the server encrypts. A password that takes the driver once may not the next time.
            if prefers_encryption {
                place.leave_to_driver();
            }
            return Ok(None);
        };
        let mut connection = WireConnection::new(packets, agreed);
        connection.run(&format!("SET time_zone = '+00:00', NAMES {}", options.get_charset()))?;
        SETTINGS.iter().try_for_each(|setting| connection.run(setting))?;
        connection.packets.socket().wait_at_most(TIME_TO_ANSWER)?;
        Ok(Some(connection))
    }

    fn new(packets: Packets, agreed: Agreed) -> Self {
        let (statements, forms, places) = (HashMap::new(), Vec::new(), Vec::new());
        WireConnection { packets, agreed, statements, forms, places, is_amid_rows: false, is_out_of_step: false }
    }

    /// Hands the rows of a statement to `each`, as long as it says true.
    pub(in super::super) fn rows(
        &mut self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&WireRow<'_>) -> bool,
    ) -> sqlx::Result<()> {
        if self.is_out_of_step {
            return Err(broken("the connection has failed before".to_owned()).into());
        }
        // Also if `each` panics.
        self.is_out_of_step = true;
        let read = self.read(sql, values, each);
        // A refusal is an answer as well.
        self.is_out_of_step = !matches!(read, Ok(()) | Err(sqlx::Error::Database(_)));
        read
    }

    fn read(&mut self, sql: &str, values: &[Value], each: &mut dyn FnMut(&WireRow<'_>) -> bool) -> sqlx::Result<()> {
        self.pass_over_rows()?;
        let statement = self.statement(sql)?;
        if statement.values != values.len() {
            let Statement { values: wanted, .. } = statement;
            return Err(broken(format!("a statement has {} values, expected {wanted}", values.len())).into());
        }
        self.packets.command(|out| write_execution(out, statement.id, values))?;
        let packet = self.packets.next()?;
        let columns = match packet.first() {
            Some(0xff) => return Err(refused(packet)),
            // It has no rows at all.
            Some(0) => return Ok(()),
            _ => Fields(packet).length()?,
        };
        if columns > MOST_COLUMNS {
            return Err(broken(format!("a row has {columns} columns, expected at most {MOST_COLUMNS}")).into());
        }
        self.forms.clear();
        for _ in 0..columns {
            self.forms.push(Form::of(self.packets.next()?)?);
        }
        self.end_of_definitions(columns > 0)?;
        while let Some(row) = row_or_end(self.packets.next()?)? {
            let row = WireRow::new(row, &self.forms, &mut self.places)?;
            if !each(&row) {
                self.is_amid_rows = true;
                break;
            }
        }
        Ok(())
    }

    /// Passes over rows that nobody wants, up to their end, which may be a refusal.
    fn pass_over_rows(&mut self) -> sqlx::Result<()> {
        while self.is_amid_rows {
            self.is_amid_rows = match row_or_end(self.packets.next()?) {
                Ok(row) => row.is_some(),
                Err(sqlx::Error::Database(_)) => false,
                Err(error) => return Err(error),
            };
        }
        Ok(())
    }

    /// Prepares a statement, if it is not.
    fn statement(&mut self, sql: &str) -> sqlx::Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(*statement);
        }
        if self.statements.len() >= STATEMENTS {
            for (_, Statement { id, .. }) in self.statements.drain() {
                self.packets.command(|out| {
                    out.push(CLOSE);
                    out.extend(id.to_le_bytes());
                })?;
            }
        }
        self.packets.command(|out| {
            out.push(PREPARE);
            out.extend(sql.bytes());
        })?;
        let packet = self.packets.next()?;
        match packet.first() {
            Some(0) => {}
            Some(0xff) => return Err(refused(packet)),
            _ => return Err(broken("a statement is neither prepared nor refused".to_owned()).into()),
        }
        let mut fields = Fields(&packet[1..]);
        let id = u32::from_le_bytes(fields.array()?);
        let columns = u16::from_le_bytes(fields.array()?);
        let values = u16::from_le_bytes(fields.array()?);
        for definitions in [values, columns] {
            for _ in 0..definitions {
                self.packets.next()?;
            }
            self.end_of_definitions(definitions > 0)?;
        }
        let statement = Statement { id, values: values.into() };
        self.statements.insert(sql.to_owned(), statement);
        Ok(statement)
    }

    /// Passes over the packet that older servers put behind definitions.
    fn end_of_definitions(&mut self, are_there: bool) -> io::Result<()> {
        if are_there && !self.agreed.ends_with_rows {
            self.packets.next()?;
        }
        Ok(())
    }

    /// Runs a statement without values and rows.
    fn run(&mut self, sql: &str) -> sqlx::Result<()> {
        self.packets.command(|out| {
            out.push(QUERY);
            out.extend(sql.bytes());
        })?;
        let packet = self.packets.next()?;
        if packet.first() == Some(&0xff) { Err(refused(packet)) } else { Ok(()) }
    }
}

impl Drop for WireConnection {
    /// Says goodbye, so that the server notes no connection as lost.
    fn drop(&mut self) {
        if !self.is_amid_rows && !self.is_out_of_step {
            let _ = self.packets.command(|out| out.push(QUIT));
        }
    }
}

/// The packet, if it is a row; `None` at the end.
#[inline]
fn row_or_end(packet: &[u8]) -> sqlx::Result<Option<&[u8]>> {
    match packet.first() {
        Some(0) => Ok(Some(packet)),
        Some(0xfe) => Ok(None),
        Some(0xff) => Err(refused(packet)),
        _ => Err(broken("what came is neither a row nor the end of rows".to_owned()).into()),
    }
}

fn write_execution(out: &mut Vec<u8>, id: u32, values: &[Value]) {
    out.push(EXECUTE);
    out.extend(id.to_le_bytes());
    // No cursor, and once.
    out.extend([0, 1, 0, 0, 0]);
    if values.is_empty() {
        return;
    }
    let nulls = out.len();
    out.resize(nulls + values.len().div_ceil(8), 0);
    out.push(1);
    for (place, value) in values.iter().enumerate() {
        let kind = match value {
            Value::Null => {
                out[nulls + place / 8] |= 1 << (place % 8);
                6
            }
            Value::Int(_) => 8,
            Value::Float(_) => 5,
            Value::Text(_) => 253,
        };
        out.extend([kind, 0]);
    }
    for value in values {
        match value {
            Value::Null => {}
            Value::Int(number) => out.extend(number.to_le_bytes()),
            Value::Float(number) => out.extend(number.to_le_bytes()),
            Value::Text(text) => write_counted(out, text.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connection to a server that has said all it says, each answer to its own command.
    #[cfg(unix)]
    fn connected_to(answers: &[&[&[u8]]]) -> WireConnection {
        use std::io::Write;
        use std::os::unix::net::UnixStream;
        let (here, mut there) = UnixStream::pair().unwrap();
        for answer in answers {
            for (number, payload) in (1..).zip(*answer) {
                there.write_all(&[payload.len() as u8, 0, 0, number]).unwrap();
                there.write_all(payload).unwrap();
            }
        }
        // What is asked must not block: it stays open while nobody reads.
        std::mem::forget(there);
        let socket = Socket::of(here, Instant::now() + Duration::from_secs(300));
        WireConnection::new(Packets::new(socket), Agreed { ends_with_rows: true })
    }

    #[cfg(unix)]
    const PREPARED: &[&[u8]] = &[b"\0\x07\0\0\0\x01\0\0\0\0\0\0", DEFINITION];
    #[cfg(unix)]
    const DEFINITION: &[u8] = b"\x03def\0\0\0\0\0\x0c\x2d\0\x14\0\0\0\x01\0\0\0\0\0";
    #[cfg(unix)]
    const END: &[u8] = b"\xfe\0\0\x02\0\0\0";
    #[cfg(unix)]
    const REFUSAL: &[u8] = b"\xff\xb1\x07#70100Query execution was interrupted";

    /// The numbers that the first rows of a statement say.
    #[cfg(unix)]
    fn numbers(connection: &mut WireConnection, sql: &str, most: usize) -> Result<Vec<u8>, String> {
        let mut numbers = Vec::new();
        let read = connection.rows(sql, &[], &mut |row| {
            numbers.extend(row.bytes(0).unwrap_or_default());
            numbers.len() < most
        });
        read.map(|()| numbers).map_err(|error| error.to_string())
    }

    #[cfg(unix)]
    #[test]
    fn a_refusal_amid_rows_that_nobody_wants_is_their_end() {
        let first: &[&[u8]] = &[&[1], DEFINITION, b"\0\0\x05", b"\0\0\x06", REFUSAL];
        let second: &[&[u8]] = &[&[1], DEFINITION, b"\0\0\x09", END];
        let mut connection = connected_to(&[PREPARED, first, second, first]);
        assert_eq!(numbers(&mut connection, "SELECT a", 1), Ok(vec![5]));
        assert_eq!(numbers(&mut connection, "SELECT a", 9), Ok(vec![9]));
        let refused = numbers(&mut connection, "SELECT a", 9);
        assert!(refused.as_ref().is_err_and(|error| error.contains("interrupted")), "{refused:?}");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_read_where_rows_of_before_may_come() {
        // A row that ends too soon; the next ones have the numbers of answers.
        let short: &[&[u8]] = &[&[1], DEFINITION, b"\0\0"];
        let mut connection = connected_to(&[PREPARED, short, &[b"\0\0\x05", b"\0\0\x06"]]);
        let ended = numbers(&mut connection, "SELECT a", 9);
        assert!(ended.as_ref().is_err_and(|error| error.contains("a row ends before its last value")), "{ended:?}");
        let again = numbers(&mut connection, "SELECT a", 9);
        assert!(again.as_ref().is_err_and(|error| error.contains("has failed before")), "{again:?}");
    }

    #[cfg(unix)]
    #[test]
    fn an_answer_that_is_none_is_an_error() {
        let mut connection = connected_to(&[&[b"\x05what"]]);
        assert!(numbers(&mut connection, "SELECT a", 9).unwrap_err().contains("neither prepared nor refused"));
        let many: &[&[u8]] = &[b"\xfe\0\0\0\0\0\0\0\x10"];
        let mut connection = connected_to(&[PREPARED, many]);
        assert!(numbers(&mut connection, "SELECT a", 9).unwrap_err().contains("expected at most 65535"));
    }

    #[test]
    fn values_follow_their_kinds_and_those_that_are_missing_are_marked() {
        let mut out = Vec::new();
        write_execution(&mut out, 7, &[Value::Int(-1), Value::Null, Value::Text("p1".into())]);
        let mut expected = vec![EXECUTE, 7, 0, 0, 0, 0, 1, 0, 0, 0, 0b010, 1, 8, 0, 6, 0, 253, 0];
        expected.extend([0xff; 8]);
        expected.extend(b"\x02p1");
        assert_eq!(out, expected);
        out.clear();
        write_execution(&mut out, 7, &[]);
        assert_eq!(out.len(), 10);
    }
}
