//! JSON: the envelope of every answer.

use serde::Serialize;

use super::super::problem::Problem;

/// An answer's data, with what it rests on.
#[derive(Serialize)]
pub(crate) struct Envelope<'a, D, W, C, P> {
    pub(crate) data: &'a D,
    pub(crate) window: &'a W,
    pub(crate) coverage: &'a C,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<&'a P>,
}

/// The bytes of anything that serialises, without blanks.
///
/// # Errors
/// 500 where it does not serialise, which a test of its type would show.
pub(crate) fn bytes(body: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|_| Problem::internal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_has_its_fields_in_order() {
        let (data, window, coverage, page) = ([Some(1.0), None, Some(f64::NAN)], "中", "c", 7);
        let body = |page| Envelope { data: &data, window: &window, coverage: &coverage, page };
        let paged = bytes(&body(Some(&page))).unwrap();
        let whole = bytes(&body(None)).unwrap();
        assert_eq!(paged, r#"{"data":[1.0,null,null],"window":"中","coverage":"c","page":7}"#.as_bytes());
        assert_eq!(whole, r#"{"data":[1.0,null,null],"window":"中","coverage":"c"}"#.as_bytes());
    }
}
