//! Percent-encoding, read strictly: what does not decode is refused, not replaced.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The text that a part of a URL stands for.
///
/// # Errors
/// Says what is wrong, to stand behind the name of the part.
pub(super) fn decode(encoded: &str) -> Result<String, &'static str> {
    let escapes_are_whole = encoded
        .split('%')
        .skip(1)
        .all(|behind| matches!(behind.as_bytes(), [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit()));
    if !escapes_are_whole {
        return Err("has a % without two hex digits behind it");
    }
    match percent_decode_str(encoded).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err("is not UTF-8"),
    }
}

/// As [`decode`], where `+` is a space.
pub(super) fn decode_query(encoded: &str) -> Result<String, &'static str> {
    decode(&encoded.replace('+', " "))
}

/// As [`decode_query`], with U+FFFD for what is not UTF-8 and bad escapes as they stand: to show it.
pub(super) fn decode_lossy(encoded: &str) -> String {
    percent_decode_str(&encoded.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The text as a part of a path, with nothing escaped that can stand there as it is.
pub(super) fn encode_segment(text: &str) -> String {
    const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, &ESCAPED).to_string()
}

/// Appends the text with everything escaped but ASCII letters and digits.
pub(super) fn encode_onto(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, NON_ALPHANUMERIC));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_decode_or_are_refused() {
        let cases: [(&str, Result<&str, &str>); 14] = [
            ("", Ok("")),
            ("abc", Ok("abc")),
            ("a%2Fb%2fc", Ok("a/b/c")),
            ("%00", Ok("\0")),
            ("a%20b+c", Ok("a b+c")),
            ("%E4%B8%AD%E6%96%87", Ok("中文")),
            ("中文", Ok("中文")),
            ("%25zz", Ok("%zz")),
            ("%", Err("has a % without two hex digits behind it")),
            ("%4", Err("has a % without two hex digits behind it")),
            ("%%41", Err("has a % without two hex digits behind it")),
            ("%+1", Err("has a % without two hex digits behind it")),
            ("%4中", Err("has a % without two hex digits behind it")),
            ("%E4%B8", Err("is not UTF-8")),
        ];
        for (encoded, expected) in cases {
            assert_eq!(decode(encoded).as_deref(), expected.as_ref().map(|text| *text), "{encoded}");
        }
    }

    #[test]
    fn a_plus_is_a_space_in_a_query_only() {
        assert_eq!(decode_query("a+b%2Bc").as_deref(), Ok("a b+c"));
        assert_eq!(decode("a+b%2Bc").as_deref(), Ok("a+b+c"));
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(text in any::<String>()) {
            let mut encoded = String::new();
            encode_onto(&mut encoded, &text);
            prop_assert_eq!(decode(&encoded), Ok(text.clone()));
            prop_assert_eq!(decode_query(&encoded), Ok(text));
        }
    }
}
