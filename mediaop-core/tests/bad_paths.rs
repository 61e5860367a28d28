//! What a client can get wrong with paths, ids and methods.
#![cfg(feature = "contract")]

mod shop;

use serde_json::Value;
use shop::problem::{get, problem, refused};
use shop::{ODD_CREATOR, ODD_CREATOR_ENCODED, ODD_PRODUCT, ODD_PRODUCT_ENCODED, ask, routes};

#[test]
fn ids_in_paths_survive_their_escapes() {
    for (path, echoed) in [
        (format!("/api/products/{ODD_PRODUCT_ENCODED}/videos"), ODD_PRODUCT),
        (format!("/api/creators/{ODD_CREATOR_ENCODED}/products"), ODD_CREATOR),
    ] {
        let response = get(&path, "format=json");
        assert_eq!(response.status, 200, "{path}");
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        let id = body.pointer("/data/0/product_id").or(body.pointer("/data/creator/creator_id")).unwrap();
        assert_eq!(id, echoed);
    }
    for path in ["products/p%2f1%20%E4%B8%AD文%20100%252F/daily", "creators/c%2f二%20&=+%23%3F%25/daily"] {
        assert_eq!(get(&format!("/api/{path}"), "").status, 200, "{path}");
    }
    for (param, id) in [("product_id", ODD_PRODUCT_ENCODED), ("creator_id", ODD_CREATOR_ENCODED)] {
        let body: Value = serde_json::from_slice(&get("/api/videos", &format!("{param}={id}")).body).unwrap();
        assert_eq!(body["data"][0]["aweme_id"], "3", "{param}");
    }
}

#[rustfmt::skip]
const NOT_THERE: [&str; 38] = [
    "/", "/api", "/api/", "/api/nope", "/api/videos/", "/api//videos", "//api/videos", "/API/videos", "/api/Videos",
    "/api/creators/MS4-a", "/api/products/p1", "/api/videos/1", "/api/videos/1/daily/", "/api/videos/1/daily/x",
    "/api/benchmark", "/api/categories/x", "/api/products/p%2F1/x/videos", "/api%2Fvideos", "/api/meta/x", "/api/../api/meta",
    // Unknown ids.
    "/api/videos/5/daily", "/api/videos/007/daily", "/api/videos/%2B1/daily", "/api/videos/-1/daily",
    "/api/videos/0/snapshots", "/api/videos/1.0/daily", "/api/videos/%EF%BC%91/daily", "/api/videos/1%20/snapshots",
    "/api/videos/99999999999999999999/daily", "/api/videos//daily", "/api/products/p/videos", "/api/products/p1%00/daily",
    "/api/products/%2F/videos", "/api/products/%E4%B8%AD%E6%96%87/daily", "/api/products/中文/daily",
    "/api/creators/nobody/products", "/api/creators/%E8%BE%BE%E4%BA%BA%2F/daily", "/api/creators/ms4-a/daily",
];

#[test]
fn what_is_not_there_is_a_404() {
    for path in NOT_THERE {
        problem(&get(path, ""), 404, path);
    }
    // Before anything was seen.
    for path in ["/api/videos/1/daily", "/api/products/%2F/videos", "/api/creators/MS4-b/daily"] {
        problem(&get(path, "as_of=2026-03-08"), 404, path);
    }
    refused("/api/creators/both/daily", "", &["creator_id"]);
}

#[test]
fn a_slip_in_a_path_is_told_what_may_have_been_meant() {
    for (path, meant) in [
        ("/api/hot", Some("/api/products/hot")),
        ("/api/product/hot", Some("/api/products/hot")),
        ("/api/video/7/daily", Some("/api/videos/7/daily")),
        ("/api/videos/", Some("/api/videos")),
        ("/api/catagories", Some("/api/categories")),
        ("/api/products/matrx", Some("/api/products/matrix")),
        ("/api/benchmark/creator", Some("/api/benchmark/creators")),
        ("/api/products/p1", Some("/api/products")),
        ("/api/product/a%2Fb%20-%E4%B8%AD/daily", Some("/api/products/a%2Fb%20-%E4%B8%AD/daily")),
        ("/api/nowhere", None),
        ("/api/x", None),
        ("/api", None),
        ("/x", None),
    ] {
        let response = get(path, "");
        let said: Value = serde_json::from_slice(&response.body).unwrap();
        let expected = meant.map_or(String::new(), |meant| format!(", did you mean {meant}?"));
        assert_eq!(said["detail"], format!("this path is not known{expected}"), "{path}");
    }
    let long = format!("/api/products/hot{}", "x".repeat(1000));
    assert!(!String::from_utf8(get(&long, "").body).unwrap().contains("did you mean"));
}

#[test]
fn a_path_that_cannot_be_read_is_a_400() {
    for path in ["", "api/videos", "*", "http://host/api/videos", "/api/%", "/api/%zz/x", "/api/videos/%FF/daily"] {
        refused(path, "", &["path"]);
    }
}

#[test]
fn only_get_and_head_are_possible() {
    for route in routes() {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "", "G\0T", "中"] {
            let response = ask(method, route.path, route.base, None);
            problem(&response, 405, method);
            assert_eq!(response.header("allow"), Some("GET, HEAD"));
        }
    }
}

#[test]
fn head_is_get_without_a_body() {
    for route in routes() {
        for query in [route.base, "zzz=1", &route.with("format=csv")] {
            let (head, get) = (ask("HEAD", route.path, query, None), get(route.path, query));
            assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{}?{query}", route.path);
            assert!(head.body.is_empty() && !get.body.is_empty());
        }
    }
    assert_eq!(ask("HEAD", "/api/nope", "", None).status, 404);
}
