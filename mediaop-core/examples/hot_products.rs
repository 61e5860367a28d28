//! What is hot? Rows in, one question, the answer out.

use mediaop_core::answer::HotProducts;
use mediaop_core::{Calendar, Cell, DatasetBuilder, Filter, Metric, Period, RawSnapshot, Similarity, View, Window};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = DatasetBuilder::new(Calendar::new("Asia/Shanghai")?);
    // Video, milliseconds since 1970, product, likes: in any order, from any source.
    for (aweme_id, update_ts, product_id, likes) in [
        (7310000000000000001, 1773016200000, "p1", 1000),
        (7310000000000000001, 1773059400000, "p1", 1100),
        (7310000000000000001, 1773102600000, "p1", 1150),
        (7310000000000000001, 1773145800000, "p1", 1300),
    ] {
        let mut row = RawSnapshot {
            aweme_id: Cell::Int(aweme_id),
            update_ts: Cell::Int(update_ts),
            product_id: Cell::Text(product_id),
            ..RawSnapshot::default()
        };
        row.counters[Metric::Digg as usize] = Cell::Int(likes);
        builder.push(&row)?;
    }
    let dataset = builder.finish();

    let today = "2026-03-10".parse()?;
    let answer = HotProducts {
        view: View::new(Window::resolve(Period::Days(1), None, today, dataset.first_day())?),
        metric: Metric::Digg,
        similarity: Similarity::default(),
        filter: Filter::default(),
        page: None,
    }
    .ask(&dataset)?;
    let hottest = &answer.data[0];
    assert_eq!((hottest.gained, hottest.previous, hottest.growth), (Some(150), Some(100), Some(0.5)));
    Ok(())
}
