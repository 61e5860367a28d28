//! The page and the description of the interface, as the server sends them.

mod support;

use support::{Place, Response, Server};

fn serving() -> (Place, Server) {
    let place = Place::new();
    place.import("s.csv", "aweme_id,update_ts,digg_count\n7,1767283200000,5\n").ends_with_code(0);
    let server = place.serve(&[]);
    server.wait_until_ready();
    (place, server)
}

/// The nonce that the page says its styles carry.
fn nonce(page: &Response) -> &str {
    let (_, rest) = page.body.split_once("name=\"style-nonce\" content=\"").expect("the page has a nonce");
    rest.split_once('"').unwrap().0
}

/// Addresses of the page's own files.
fn files(page: &Response) -> Vec<&str> {
    let quoted = page.body.split('"').filter(|text| text.starts_with("/assets/"));
    quoted.collect()
}

#[test]
fn every_address_of_the_page_is_the_page() {
    let (_place, server) = serving();
    for address in
        ["/", "/hot", "/videos?metric=share", "/products/a%2Fb", "/creators", "/creators/x", "/benchmark", "/data"]
    {
        let page = server.get(address);
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{address}");
        assert!(page.body.contains("<div id=\"root\">"), "{address}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
    }
    assert_eq!(server.get("/hot/more").status, 404);
}

#[test]
fn a_wrong_address_is_a_page_in_a_browser_and_a_problem_elsewhere() {
    let (_place, server) = serving();
    let asked = |path: &str, accept: &str| {
        server.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: {accept}\r\n", server.address))
    };
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let page = asked("/hot/\"&more", browser);
    assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(page.body.contains("href=\"/\"") && page.body.contains("找不到此页面"), "{}", page.body);
    assert!(page.body.contains("<code>/hot/&quot;&amp;more</code>"), "{}", page.body);
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert!(page.body.contains("<html lang=\"en\">"), "{}", page.body);
    for (languages, language) in [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9,zh;q=0.8", "en")] {
        let page = asked("/hot/\"&more", &format!("{browser}\r\nAccept-Language: {languages}"));
        assert!(page.body.contains(&format!("<html lang=\"{language}\">")), "{languages}: {}", page.body);
        assert!(page.body.contains("<code>/hot/&quot;&amp;more</code>"), "{}", page.body);
        assert!(page.head.lines().any(|line| line == "vary: accept, accept-language"), "{}", page.head);
    }
    for accept in ["*/*", "application/json", "text/html;q=0, */*"] {
        let problem = asked("/hot/more", accept);
        let found = (problem.status, problem.header("content-type"));
        assert_eq!(found, (404, Some("application/problem+json")), "{accept}");
        assert!(problem.head.lines().any(|line| line == "vary: accept"), "{accept}: {}", problem.head);
    }
    // Below /api answers are for programs, whoever asks.
    assert_eq!(asked("/api/nothing", browser).header("content-type"), Some("application/problem+json"));
}

#[test]
fn its_policy_allows_its_own_scripts_and_styles_alone() {
    let (_place, server) = serving();
    let pages = [server.get("/"), server.get("/")];
    for page in &pages {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(policy.contains(&format!("style-src 'self' 'nonce-{}';", nonce(page))), "{policy}");
        for unsafe_word in ["unsafe-eval", "unsafe-inline", "data:", "*"] {
            assert!(!policy.contains(unsafe_word), "{policy}");
        }
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        let inline_scripts = page.body.matches("<script").count() - page.body.matches("src=\"/assets/").count();
        assert_eq!(inline_scripts, 0, "{}", page.body);
    }
    assert_eq!(nonce(&pages[0]).len(), 32);
    assert_ne!(nonce(&pages[0]), nonce(&pages[1]));
}

#[test]
fn files_named_by_what_they_hold_may_be_kept_for_ever() {
    let (_place, server) = serving();
    let page = server.get("/");
    assert!(files(&page).len() >= 3, "{}", page.body);
    for file in files(&page) {
        let file_sent = server.get(file);
        let expected =
            if file.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
        assert_eq!((file_sent.status, file_sent.header("content-type")), (200, Some(expected)), "{file}");
        assert_eq!(file_sent.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }
    for nothing in
        ["/assets/none.js", "/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2findex.html", "/assets/"]
    {
        assert_eq!(server.get(nothing).status, 404, "{nothing}");
    }
    let icon = server.get("/favicon.svg");
    assert_eq!((icon.status, icon.header("content-type")), (200, Some("image/svg+xml")));
    let etag = icon.header("etag").unwrap();
    let again = server.ask(&format!("GET /favicon.svg HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {etag}\r\n"));
    assert_eq!((again.status, again.body.as_str()), (304, ""));
}

#[test]
fn the_interface_describes_itself() {
    let (_place, server) = serving();
    let description = server.get("/api/openapi.json");
    assert_eq!((description.status, description.header("content-type")), (200, Some("application/json")));
    assert_eq!(description.json()["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    let docs = server.get("/api/docs");
    assert_eq!((docs.status, docs.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(server.get("/api/docs?x=1").status, 400);
    // A job has the fields that are described, and no others.
    let job = server.post("/api/refresh", "").json()["job"].clone();
    let described = description.json()["components"]["schemas"]["Job"]["properties"].clone();
    let names = |object: &serde_json::Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&job), names(&described));
}
