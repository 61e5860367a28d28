//! What was asked and what came of it, for a peer to be held to.

use mediaop_core::answer::PrecomputedStats;
use mediaop_core::contract::{Host, Request, answer};
use mediaop_core::{Baseline, Dataset};
use serde_json::{Map, Value, json};

use crate::questions::{HOT_PERIOD_DAYS, PERIOD_DAYS, today};
use crate::subjects::Subjects;
use crate::tables::{COUNTERS, Tables};

/// A JSON object: the subjects, sums over all increments, and the answers, each by the name of
/// its measurement. Similarity is 0 in them, so that the order follows from the values alone.
pub(crate) fn of(
    tables: &Tables,
    dataset: &Dataset,
    subjects: &Subjects,
) -> Result<String, Box<dyn std::error::Error>> {
    let increments = dataset.increments(Baseline::default());
    let sums = COUNTERS.map(|m| increments.iter().filter_map(|increment| increment.gained[m]).sum::<i64>());
    let stats = PrecomputedStats::compute(dataset, today(dataset));
    let facts = json!({
        "rows": tables.rows(),
        "today": today(dataset).number(),
        "period_days": PERIOD_DAYS,
        "hot_period_days": HOT_PERIOD_DAYS,
        "video": subjects.video,
        "creators": subjects.creators,
        "product": subjects.product,
        "category": subjects.category,
        "increments": { "count": increments.len(), "sums": sums },
        "precomputed_stats": {
            "product_creator": stats.product_creator.len(),
            "product_matrix": stats.product_matrix.len(),
            "likes": stats.product_matrix.iter().filter_map(|row| row.total_digg_count).sum::<i64>(),
        },
        "answers": answers(dataset, subjects)?,
    });
    Ok(facts.to_string())
}

fn answers(dataset: &Dataset, subjects: &Subjects) -> Result<Value, Box<dyn std::error::Error>> {
    let host = Host { today: today(dataset), runs: Vec::new() };
    let ask = |path: &str, query: &str| -> Result<Value, Box<dyn std::error::Error>> {
        let response = answer(dataset, &host, &Request { method: "GET", path, query, if_none_match: None });
        if response.status != 200 {
            return Err(format!("{path}?{query}: {}", String::from_utf8_lossy(&response.body)).into());
        }
        Ok(serde_json::from_slice::<Value>(&response.body)?["data"].take())
    };
    let Subjects { creators: [creator, second, third], product, category, video } = subjects;
    let category = format!("category={category}");
    let mut answers = Map::new();
    for basis in ["posted", "gained"] {
        let view = format!("period_days={PERIOD_DAYS}&basis={basis}");
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
    let view = format!("period_days={PERIOD_DAYS}");
    let hot = format!("period_days={HOT_PERIOD_DAYS}&similarity=0&page_size=50");
    let requests = [
        ("hot_products", "/api/products/hot", hot),
        ("daily_series/creator", &format!("/api/creators/{creator}/daily"), view.clone()),
        ("daily_series/category", "/api/categories/daily", format!("{view}&{category}")),
        ("video_snapshots", &format!("/api/videos/{video}/snapshots"), view),
    ];
    for (name, path, query) in &requests {
        answers.insert((*name).to_owned(), ask(path, query)?);
    }
    Ok(Value::Object(answers))
}
