//! What was asked and what came of it, for peers to be held to.

use mediaop_core::answer::PrecomputedStats;
use mediaop_core::contract::{Host, Request, answer};
use mediaop_core::{Baseline, Dataset};
use serde_json::{Map, Value, json};

use crate::subjects::Subjects;
use crate::tables::{COUNTERS, Tables};
use crate::views::{NamedView, today};

type Failure = Box<dyn std::error::Error>;

/// A JSON object: the subjects, sums over all increments, and for each window the answers, each by
/// the name of its measurement. Similarity is 0 in them, so that the order follows from the values
/// alone.
///
/// # Errors
/// A question is not answered with status 200.
pub fn of(tables: &Tables, dataset: &Dataset, subjects: &Subjects, views: &[NamedView]) -> Result<String, Failure> {
    let increments = dataset.increments(Baseline::default());
    let sums = COUNTERS.map(|m| increments.iter().filter_map(|increment| increment.gained[m]).sum::<i64>());
    let stats = PrecomputedStats::compute(dataset, today(dataset));
    let windows = views.iter().map(|view| Ok((view.name.to_owned(), of_a_window(dataset, subjects, *view)?)));
    let facts = json!({
        "rows": tables.rows(),
        "videos": dataset.video_count(),
        "products": dataset.product_count(),
        "creators_known": dataset.creator_count(),
        "creators": subjects.creators,
        "product": subjects.product,
        "category": subjects.category,
        "video": subjects.video,
        "increments": { "count": increments.len(), "sums": sums },
        "precomputed_stats": {
            "product_creator": stats.product_creator.len(),
            "product_matrix": stats.product_matrix.len(),
            "likes": stats.product_matrix.iter().filter_map(|row| row.total_digg_count).sum::<i64>(),
        },
        "windows": windows.collect::<Result<Map<_, _>, Failure>>()?,
    });
    Ok(facts.to_string())
}

fn of_a_window(dataset: &Dataset, subjects: &Subjects, view: NamedView) -> Result<Value, Failure> {
    let (window, hot) = (view.view.window, view.hot.window);
    Ok(json!({
        "from": window.from().number(),
        "to": window.to().number(),
        "hot_from": hot.from().number(),
        "answers": answers(dataset, subjects, view)?,
    }))
}

fn answers(dataset: &Dataset, subjects: &Subjects, view: NamedView) -> Result<Value, Failure> {
    let host = Host { today: today(dataset), runs: Vec::new() };
    let ask = |path: &str, query: &str| -> Result<Value, Failure> {
        let response = answer(dataset, &host, &Request { method: "GET", path, query, if_none_match: None });
        if response.status != 200 {
            return Err(format!("{path}?{query}: {}", String::from_utf8_lossy(&response.body)).into());
        }
        Ok(serde_json::from_slice::<Value>(&response.body)?["data"].take())
    };
    let Subjects { creators: [creator, second, third], product, category, video } = subjects;
    let category = format!("category={category}");
    let days = format!("from={}&to={}", view.view.window.from(), view.view.window.to());
    let mut answers = Map::new();
    for basis in ["posted", "gained"] {
        let view = format!("{days}&basis={basis}");
        let ranked = format!("{view}&similarity=0");
        let page = format!("{ranked}&page_size=50");
        let compared = format!("{ranked}&creator_id={creator}&creator_id={second}&creator_id={third}");
        let requests = [
            ("creators", "/api/creators", page.clone()),
            ("creator_products", &format!("/api/creators/{creator}/products"), ranked.clone()),
            ("products", "/api/products", page.clone()),
            ("top_videos/all", "/api/videos", page.clone()),
            ("top_videos/category", "/api/videos", format!("{page}&{category}")),
            ("top_videos/product", &format!("/api/products/{product}/videos"), page.clone()),
            ("product_matrix", "/api/products/matrix", ranked.clone()),
            ("creator_benchmark", "/api/benchmark/creators", format!("{page}&{category}")),
            ("best_videos", "/api/benchmark/videos", page),
            ("compare_creators", "/api/benchmark/compare", compared),
            ("categories", "/api/categories", view),
        ];
        for (name, path, query) in &requests {
            answers.insert(format!("{name}/{basis}"), ask(path, query)?);
        }
    }
    let hot = format!("from={}&to={}&similarity=0&page_size=50", view.hot.window.from(), view.hot.window.to());
    let requests = [
        ("hot_products", "/api/products/hot", hot),
        ("daily_series/creator", &format!("/api/creators/{creator}/daily"), days.clone()),
        ("daily_series/category", "/api/categories/daily", format!("{days}&{category}")),
        ("video_snapshots", &format!("/api/videos/{video}/snapshots"), days),
    ];
    for (name, path, query) in &requests {
        answers.insert((*name).to_owned(), ask(path, query)?);
    }
    Ok(Value::Object(answers))
}
