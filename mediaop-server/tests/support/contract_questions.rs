//! Every path of the contract, with parameters that make its answers differ.

use super::Server;

/// Requests that the data of a server can answer: all paths, windows, bases, orders and formats.
pub fn questions(server: &Server) -> Vec<String> {
    let id = |path: &str, field: &str| {
        let answer = server.get(path).json();
        let ids: Vec<String> = answer["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row[field].as_str().unwrap().replace('/', "%2F").replace(' ', "%20"))
            .collect();
        assert!(ids.len() > 1, "{path}: {answer}");
        ids
    };
    let creators = id("/api/creators?period_days=30", "creator_id");
    let products = id("/api/products?period_days=30", "product_id");
    let videos = id("/api/videos?period_days=30", "aweme_id");
    let category = server.get("/api/categories?period_days=30").json()["data"][0]["category"].clone();
    let category: String = category.as_str().unwrap().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (creator, product, video) = (&creators[0], &products[0], &videos[0]);
    let lists = [
        "/api/creators".to_owned(),
        format!("/api/creators/{creator}/products"),
        format!("/api/creators/{creator}/products?group_by=product"),
        "/api/products".to_owned(),
        format!("/api/products/{product}/videos"),
        "/api/videos".to_owned(),
        "/api/videos?linked=all".to_owned(),
        format!("/api/videos?creator_id={creator}"),
        "/api/products/matrix".to_owned(),
        format!("/api/benchmark/creators?category={category}"),
        "/api/benchmark/videos".to_owned(),
        format!("/api/benchmark/compare?creator_id={}&creator_id={}", creators[0], creators[1]),
    ];
    let mut questions: Vec<String> = Vec::new();
    let mut add = |path: &str, parameters: &str| {
        let joint = if path.contains('?') { '&' } else { '?' };
        questions.push(format!("{path}{joint}{parameters}"));
    };
    for path in &lists {
        for parameters in [
            "period_days=3",
            "period_days=30&basis=gained",
            "period_days=15&basis=gained&baseline=previous_close&metric=share",
            "period_days=30&metric=collect&similarity=0.3",
            "period_days=30&format=csv",
            "period_days=30&basis=gained&format=xlsx",
            "period_days=30&format=arrow",
        ] {
            add(path, parameters);
        }
    }
    for path in [
        format!("/api/videos/{video}/daily"),
        format!("/api/creators/{creator}/daily"),
        format!("/api/products/{product}/daily"),
        format!("/api/categories/daily?category={category}"),
        format!("/api/videos/{video}/snapshots"),
        "/api/products/hot".to_owned(),
    ] {
        for parameters in ["period_days=7", "period_days=30&baseline=previous_close", "period_days=30&format=csv"] {
            add(&path, parameters);
        }
    }
    add("/api/categories", "period_days=30");
    add(&format!("/api/products/search?keyword={}", &product[..2]), "period_days=30");
    add("/api/videos", "metrik=digg");
    add("/api/products/none/videos", "period_days=7");
    questions
}

/// Asks both servers every question and compares status, version and body.
#[track_caller]
pub fn assert_same_answers(one: &Server, other: &Server) -> usize {
    let questions = questions(one);
    for question in &questions {
        let (a, b) = (one.get_bytes(question), other.get_bytes(question));
        assert_eq!((a.0, &a.1), (b.0, &b.1), "{question}");
        assert!(a.2 == b.2, "{question}: {} and {}", String::from_utf8_lossy(&a.2), String::from_utf8_lossy(&b.2));
    }
    questions.len()
}
