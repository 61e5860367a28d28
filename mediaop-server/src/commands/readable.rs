//! JSON with one field a line, its fields in their own order.

/// Breaks and indents a JSON text; nothing else of it changes.
pub(super) fn readable(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() * 2);
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    let mut bytes = json.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if in_text {
            out.push(byte);
            in_text = is_escaped || byte != b'"';
            is_escaped = !is_escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => {
                in_text = true;
                out.push(byte);
            }
            b'{' | b'[' => {
                while bytes.next_if(u8::is_ascii_whitespace).is_some() {}
                out.push(byte);
                match bytes.next_if(|next| matches!(next, b'}' | b']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        line_break(&mut out, depth);
                    }
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                line_break(&mut out, depth);
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                line_break(&mut out, depth);
            }
            b':' => out.extend(b": "),
            _ if byte.is_ascii_whitespace() => {}
            _ => out.push(byte),
        }
    }
    out.push(b'\n');
    out
}

fn line_break(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', depth * 2));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_texts_their_signs() {
        let json = r#"{"b":[1, {"z":"a,{\"\\"},[]],"a":{},"c":null}"#;
        let expected = "{\n  \"b\": [\n    1,\n    {\n      \"z\": \"a,{\\\"\\\\\"\n    },\n    []\n  ],\n  \"a\": {},\n  \"c\": null\n}\n";
        assert_eq!(String::from_utf8(readable(json.as_bytes())).unwrap(), expected);
    }
}
