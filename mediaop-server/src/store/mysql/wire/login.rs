//! Logging in.

use std::io;

use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::error::{broken, refused};
use super::fields::{Fields, write_counted};
use super::packets::{Packets, Stream};

const CONNECT_WITH_DB: u32 = 1 << 3;
const PROTOCOL_41: u32 = 1 << 9;
const SSL: u32 = 1 << 11;
const TRANSACTIONS: u32 = 1 << 13;
const SECURE_CONNECTION: u32 = 1 << 15;
const PLUGIN_AUTH: u32 = 1 << 19;
const PLUGIN_AUTH_LENENC_DATA: u32 = 1 << 21;
const DEPRECATE_EOF: u32 = 1 << 24;
/// What this way to log in cannot do without.
const NEEDED: u32 = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH | PLUGIN_AUTH_LENENC_DATA;
const UTF8MB4: u8 = 45;
const NONCE_BYTES: usize = 20;
/// Two ways to log in, and what is said of each.
const MOST_ANSWERS: usize = 8;

/// Who logs in, and where.
#[derive(Clone, Copy)]
pub(super) struct Login<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
    pub(super) schema: &'a str,
    /// Whether a server that offers to encrypt is taken at its word.
    pub(super) prefers_encryption: bool,
}

/// What the server and this side have agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreed {
    /// Whether definitions of columns end without a packet of their own.
    pub(super) ends_with_rows: bool,
}

/// Logs in; `None` where it takes what is not spoken here.
pub(super) fn log_in<S: Stream>(packets: &mut Packets<S>, login: Login<'_>) -> sqlx::Result<Option<Agreed>> {
    let greeting = packets.next()?;
    if greeting.first() == Some(&0xff) {
        return Err(refused(greeting));
    }
    let Greeting { capabilities, mut nonce, plugin } = Greeting::of(greeting)?;
    if capabilities & NEEDED != NEEDED || (login.prefers_encryption && capabilities & SSL != 0) {
        return Ok(None);
    }
    let Some(mut way) = Way::named(&plugin) else { return Ok(None) };
    let agreed = CONNECT_WITH_DB | TRANSACTIONS | NEEDED | (capabilities & DEPRECATE_EOF);
    packets.send(|out| {
        out.extend(agreed.to_le_bytes());
        // No limit to the length of a packet.
        out.extend([0; 4]);
        out.push(UTF8MB4);
        out.extend([0; 23]);
        write_text(out, login.user);
        write_counted(out, &way.answer(login.password, &nonce));
        write_text(out, login.schema);
        write_text(out, way.name());
    })?;
    for _ in 0..MOST_ANSWERS {
        let packet = packets.next()?;
        match packet {
            [0, ..] => return Ok(Some(Agreed { ends_with_rows: agreed & DEPRECATE_EOF != 0 })),
            [0xff, ..] => return Err(refused(packet)),
            // The server wants another way.
            [0xfe, rest @ ..] => {
                let mut fields = Fields(rest);
                let Some(other) = Way::named(fields.up_to_zero()) else { return Ok(None) };
                way = other;
                nonce = fields.up_to_zero().to_vec();
                let answer = way.answer(login.password, &nonce);
                packets.send(|out| out.extend(answer))?;
            }
            // It knows the password; what follows says that all is well.
            [1, 3] => {}
            // It wants the password itself, which only goes out encrypted.
            [1, ..] => return Ok(None),
            _ => return Err(broken("the server answers a login with what is no answer".to_owned()).into()),
        }
    }
    Err(broken("the server never says whether a login is right".to_owned()).into())
}

/// What the server says first.
#[derive(Debug, PartialEq, Eq)]
struct Greeting {
    capabilities: u32,
    nonce: Vec<u8>,
    plugin: Vec<u8>,
}

impl Greeting {
    fn of(packet: &[u8]) -> io::Result<Self> {
        let mut fields = Fields(packet);
        let version = fields.byte()?;
        if version != 10 {
            return Err(broken(format!("the server speaks version {version} of the protocol, expected 10")));
        }
        // Its own version, and the number of the connection.
        fields.up_to_zero();
        fields.bytes(4)?;
        let mut nonce = fields.bytes(8)?.to_vec();
        fields.byte()?;
        let low = u16::from_le_bytes(fields.array()?);
        // The character set and the state.
        fields.bytes(3)?;
        let high = u16::from_le_bytes(fields.array()?);
        fields.bytes(11)?;
        nonce.extend(fields.bytes(NONCE_BYTES - 8)?);
        fields.up_to_zero();
        let plugin = fields.up_to_zero().to_vec();
        Ok(Greeting { capabilities: u32::from(high) << 16 | u32::from(low), nonce, plugin })
    }
}

/// A way to show that one knows the password without saying it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Native,
    CachingSha2,
}

impl Way {
    fn named(plugin: &[u8]) -> Option<Self> {
        [Way::Native, Way::CachingSha2].into_iter().find(|way| way.name().as_bytes() == plugin)
    }

    fn name(self) -> &'static str {
        match self {
            Way::Native => "mysql_native_password",
            Way::CachingSha2 => "caching_sha2_password",
        }
    }

    /// What only someone can say who knows the password, and only to who gave the nonce.
    fn answer(self, password: &str, nonce: &[u8]) -> Vec<u8> {
        if password.is_empty() {
            return Vec::new();
        }
        match self {
            Way::Native => {
                let once = Sha1::digest(password);
                let stored = Sha1::digest(once);
                xor(&once, &Sha1::new().chain_update(nonce).chain_update(stored).finalize())
            }
            Way::CachingSha2 => {
                let once = Sha256::digest(password);
                let stored = Sha256::digest(once);
                xor(&once, &Sha256::new().chain_update(stored).chain_update(nonce).finalize())
            }
        }
    }
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

/// A text that ends with a zero; what stands behind one in it would be another field.
fn write_text(out: &mut Vec<u8>, text: &str) {
    out.extend(text.bytes().take_while(|byte| *byte != 0));
    out.push(0);
}

#[cfg(test)]
mod tests {
    use super::super::packets::tests::Told;
    use super::*;

    const NONCE: &[u8; NONCE_BYTES] = b"abcdefghijklmnopqrst";
    const LOGIN: Login<'_> = Login { user: "shop", password: "secret", schema: "data", prefers_encryption: true };

    fn greeting(plugin: &str, capabilities: u32) -> Vec<u8> {
        let [a, b, c, d] = capabilities.to_le_bytes();
        let mut packet = b"\x0a11.4.2-MariaDB\0\x07\0\0\0abcdefgh\0".to_vec();
        packet.extend([a, b, UTF8MB4, 2, 0, c, d, 21]);
        packet.extend([0; 10]);
        packet.extend(b"ijklmnopqrst\0");
        packet.extend(plugin.bytes());
        packet.push(0);
        packet
    }

    /// What comes of a login at a server that says this, and what it heard.
    fn logged_in(says: &[&[u8]]) -> (sqlx::Result<Option<Agreed>>, Vec<u8>) {
        // The numbers of packets go back and forth.
        let mut server = Told::packets(&says[..1], 0, 1000);
        for (number, packet) in (2..).step_by(2).zip(&says[1..]) {
            server.then(packet, number);
        }
        let mut packets = Packets::new(server);
        let agreed = log_in(&mut packets, LOGIN);
        (agreed, packets.socket().heard.clone())
    }

    /// From hashlib in Python.
    const NATIVE: &str = "8817c50fa779daef010ee7577825b0847df9842e";
    const SHA2: &str = "c76e2898612a4cf042c77fa8c4702c4c64c0c2c557c53c4d75595aaa6abae809";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_password_is_known_without_being_said() {
        assert_eq!(hex(&Way::Native.answer("secret", NONCE)), NATIVE);
        assert_eq!(hex(&Way::CachingSha2.answer("secret", NONCE)), SHA2);
        assert!(Way::Native.answer("", NONCE).is_empty());
    }

    #[test]
    fn who_logs_in_says_who_and_where() {
        let greeting = greeting("mysql_native_password", NEEDED | DEPRECATE_EOF);
        let (agreed, heard) = logged_in(&[&greeting, b"\0\0\0\x02\0\0\0"]);
        assert_eq!(agreed.unwrap(), Some(Agreed { ends_with_rows: true }));
        let expected = [hex(b"shop\0\x14"), NATIVE.to_owned(), hex(b"data\0mysql_native_password\0")].concat();
        assert!(hex(&heard).ends_with(&expected), "{heard:?}");
        assert_eq!(heard[3], 1, "the answer follows the greeting");
    }

    #[test]
    fn another_way_is_taken_where_the_server_asks_for_it() {
        let greeting = greeting("caching_sha2_password", NEEDED);
        let mut other = b"\xfemysql_native_password\0".to_vec();
        other.extend(NONCE);
        other.push(0);
        let (agreed, heard) = logged_in(&[&greeting, &other, b"\0\0\0\x02\0\0\0"]);
        assert_eq!(agreed.unwrap(), Some(Agreed { ends_with_rows: false }));
        assert!(hex(&heard).ends_with(NATIVE));
    }

    #[test]
    fn what_is_not_spoken_is_left_to_the_driver() {
        let (native, sha2) = ("mysql_native_password", "caching_sha2_password");
        for says in [
            vec![greeting(native, NEEDED | SSL)],
            vec![greeting(native, PROTOCOL_41)],
            vec![greeting("client_ed25519", NEEDED)],
            vec![greeting(native, NEEDED), b"\xfeclient_ed25519\0nonce\0".to_vec()],
            vec![greeting(sha2, NEEDED), vec![1, 4]],
        ] {
            let says: Vec<&[u8]> = says.iter().map(Vec::as_slice).collect();
            let (agreed, heard) = logged_in(&says);
            assert_eq!(agreed.unwrap(), None);
            assert!(!heard.windows(6).any(|bytes| bytes == b"secret"));
        }
    }

    #[test]
    fn a_server_that_never_says_whether_a_login_is_right_is_not_waited_for() {
        let greeting = greeting("mysql_native_password", NEEDED);
        let mut again = b"\xfemysql_native_password\0".to_vec();
        again.extend(NONCE);
        let mut says: Vec<&[u8]> = vec![&greeting];
        says.resize(50, &again);
        assert!(logged_in(&says).0.unwrap_err().to_string().contains("never says"));
    }

    #[test]
    fn a_refusal_is_an_error() {
        let greeting = greeting("mysql_native_password", NEEDED);
        let (agreed, _) = logged_in(&[&greeting, b"\xff\x15\x04#28000Access denied"]);
        assert!(agreed.unwrap_err().to_string().contains("1045 (28000): Access denied"));
        assert!(logged_in(&[b"\xff\x10\x04Too many connections"]).0.is_err());
        assert!(logged_in(&[b"\x09old"]).0.is_err());
        for length in 0..greeting.len() - 24 {
            assert!(logged_in(&[&greeting[..length]]).0.is_err(), "{length} bytes of a greeting");
        }
    }
}
