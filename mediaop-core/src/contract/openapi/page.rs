//! The description as a page without scripts or outside assets.

use serde_json::Value;

const HEAD: &str = concat!(
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">",
    "<title>mediaop: HTTP interface</title><style>",
    ":root{color-scheme:light dark}body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}",
    "h2{margin-top:2.5rem;font-size:1.05rem;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}",
    "th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884;",
    "overflow-wrap:anywhere}code{font-size:.92em}nav a{display:inline-block;margin-right:1rem}",
    "summary{cursor:pointer;margin-top:.5rem}</style>",
);

/// The page of an OpenAPI document.
pub(super) fn html(document: &Value) -> String {
    let mut out = String::from(HEAD);
    let info = &document["info"];
    out.push_str(&format!(
        "<h1>mediaop {}</h1><p>{}</p><p>The same for programs: <a href=\"openapi.json\">openapi.json</a>.</p><nav>",
        text(&info["version"]),
        text(&info["description"]),
    ));
    let operations: Vec<(&String, &String, &Value)> = entries(&document["paths"])
        .flat_map(|(path, item)| entries(item).map(move |(method, operation)| (path, method, operation)))
        .collect();
    for (path, _, operation) in &operations {
        out.push_str(&format!("<a href=\"#{}\">{}</a> ", text(&operation["operationId"]), escaped(path)));
    }
    out.push_str("<a href=\"#schemas\">Schemas</a></nav>");
    for (path, method, operation) in operations {
        write_operation(&mut out, path, method, operation);
    }
    out.push_str("<h2 id=\"schemas\">Schemas</h2>");
    for (name, schema) in entries(&document["components"]["schemas"]) {
        out.push_str(&format!("<h2 id=\"schema-{name}\">{name}</h2><p>{}</p>", text(&schema["description"])));
        write_fields(&mut out, schema);
    }
    out.push_str("</html>\n");
    out
}

fn write_operation(out: &mut String, path: &str, method: &str, operation: &Value) {
    out.push_str(&format!(
        "<h2 id=\"{}\">{} {}</h2><p>{}</p>",
        text(&operation["operationId"]),
        method.to_uppercase(),
        escaped(path),
        text(&operation["summary"])
    ));
    // The page stands beside the paths, wherever a host puts them.
    if let Some(beside) = path.strip_prefix("/api/").filter(|path| method == "get" && !path.contains('{')) {
        out.push_str(&format!("<p><a href=\"{0}\">{0}</a></p>", escaped(beside)));
    }
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        out.push_str("<details><summary>Parameters</summary><table>");
        for parameter in parameters {
            let needed = if parameter["required"] == true { " (must be given)" } else { "" };
            out.push_str(&format!(
                "<tr><td><code>{}</code><td>{}<td>{}{needed}",
                text(&parameter["name"]),
                kind(&parameter["schema"]),
                text(&parameter["description"])
            ));
        }
        out.push_str("</table></details>");
    }
    out.push_str("<details><summary>Answers</summary><table>");
    for (status, response) in entries(&operation["responses"]) {
        out.push_str(&format!("<tr><td>{status}<td>{}<td>", text(&response["description"])));
        for (content_type, content) in entries(&response["content"]) {
            out.push_str(&format!("<code>{}</code> ", escaped(content_type)));
            let fields = entries(&content["schema"]["properties"])
                .map(|(name, schema)| format!("<code>{}</code>: {}", escaped(name), kind(schema)));
            out.push_str(&fields.collect::<Vec<_>>().join(", "));
        }
    }
    out.push_str("</table></details>");
}

fn write_fields(out: &mut String, schema: &Value) {
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().for_each(|part| match part["$ref"].is_null() {
            true => write_fields(out, part),
            false => out.push_str(&format!("<p>All of {}, and:</p>", kind(part))),
        });
    }
    if schema["properties"].is_null() {
        return out.push_str(&format!("<p>{}</p>", kind(schema)));
    }
    out.push_str("<table>");
    for (name, field) in entries(&schema["properties"]) {
        let description = text(&field["description"]);
        out.push_str(&format!("<tr><td><code>{}</code><td>{}<td>{description}", escaped(name), kind(field)));
    }
    out.push_str("</table>");
}

/// What a value may be, in words.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escaped(name));
    }
    if let Some(choices) = schema["enum"].as_array() {
        let default = schema["default"].as_str();
        let named = choices.iter().filter_map(Value::as_str).map(|choice| match default == Some(choice) {
            true => format!("<b>{}</b>", escaped(choice)),
            false => escaped(choice),
        });
        return named.collect::<Vec<_>>().join(" · ");
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(kinds) = schema[several].as_array() {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    let default = if schema["default"].is_null() { String::new() } else { format!(", else {}", schema["default"]) };
    let name = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) if !schema["additionalProperties"].is_null() => {
            format!("{name} of {}", kind(&schema["additionalProperties"]))
        }
        Value::String(name) => name.clone(),
        _ => "any".to_owned(),
    };
    match schema["format"].as_str() {
        Some("date") => format!("date{default}"),
        _ => format!("{name}{default}"),
    }
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// A text of the document, its `code` marked as such.
fn text(value: &Value) -> String {
    let mut out = String::new();
    for (place, part) in value.as_str().unwrap_or_default().split('`').enumerate() {
        let part = escaped(part);
        if place % 2 == 0 { out.push_str(&part) } else { out.push_str(&format!("<code>{part}</code>")) }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
