//! What a list rests on, and what limits its numbers.

use csv::StringRecord;
use mediaop_core::LocalDay;
use serde_json::Value;

use crate::counted::counted;

use super::cells::to_the_minute;
use super::fit::is_ranking_column;

/// From this part on, what the baseline leaves out is worth a hint.
const MUCH: f64 = 0.2;

/// Rows and the JSON that came with them: of the whole list, or of a page.
#[derive(Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub(super) names: &'a [String],
    pub(super) rows: &'a [StringRecord],
    pub(super) answer: &'a Value,
}

impl Numbers<'_> {
    /// Where no row has the metric by which the rows should stand.
    pub(super) fn not_ranked(&self, metric: Option<&str>, is_known: bool) -> Option<String> {
        let metric = metric.filter(|_| !self.rows.is_empty())?;
        let ranking: Vec<_> = (0..self.names.len()).filter(|c| is_ranking_column(&self.names[*c], metric)).collect();
        let is_empty = |column: usize| self.rows.iter().all(|row| row.get(column).is_none_or(str::is_empty));
        let none = !is_known || (!ranking.is_empty() && ranking.iter().all(|column| is_empty(*column)));
        let has = if self.answer["window"]["basis"] == "gained" && is_known { "an increment of " } else { "" };
        none.then(|| format!("no video in this window has {has}{metric}: rows are not ranked by it"))
    }

    /// Where rows stand in bands, and so the numbers that rank them do not fall from row to row.
    pub(super) fn stand_in_bands(&self, similarity: Option<f64>) -> Option<String> {
        let similarity = similarity.filter(|similarity| *similarity > 0.0)?;
        let data = &self.answer["data"];
        // A creator's groups and the categories of compared creators have rows of their own each.
        if !data["groups"].is_null() || !data["categories"].is_null() {
            return None;
        }
        let by = data["measure"].as_str().map_or(["value", "gained"], |measure| [measure; 2]);
        let column = self.names.iter().position(|name| by.contains(&name.as_str()))?;
        let numbers: Vec<f64> = self.rows.iter().map_while(|row| row.get(column)?.parse().ok()).collect();
        (!numbers.is_sorted_by(|one, next| one >= next)).then(|| {
            format!(
                "rows within {} % of each other stand with more videos first; similarity=0 ranks by the number alone",
                (similarity * 1e4).round() / 1e2
            )
        })
    }

    /// Where the window has none of the data's days, the first of which is given, and the last.
    pub(super) fn outside_the_data(&self, days: Option<(LocalDay, LocalDay)>) -> Option<String> {
        let day = |name: &str| self.answer["window"][name].as_str()?.parse::<LocalDay>().ok();
        let (from, to) = day("from").zip(day("to"))?;
        let (first, last) = days.filter(|(first, last)| self.rows.is_empty() && (*last < from || to < *first))?;
        Some(format!("no rows: the data goes from {first} to {last}, try as_of={last}"))
    }

    /// The window, and what the answer's coverage says of it.
    pub(super) fn summary(&self) -> Option<String> {
        let window = self.answer.get("window").filter(|window| window.is_object())?;
        let text = |name: &str| window[name].as_str().unwrap_or("—").to_owned();
        let mut parts = vec![
            format!("{} to {} ({})", text("from"), text("to"), text("timezone")),
            format!("basis {}", text("basis")),
            format!("baseline {}", text("baseline")),
        ];
        if window["partial"] == true {
            parts.push("the last day is not over".to_owned());
        }
        let coverage = &self.answer["coverage"];
        let same = |words| (words, words);
        for (name, (one, others)) in [
            ("videos_considered", ("video considered", "videos considered")),
            ("videos_without_product", same("without product")),
            ("videos_without_category", same("without category")),
            ("videos_without_creator", same("without creator")),
            ("videos_relinked", same("with another product before")),
            ("single_snapshot_days", ("day with a single snapshot", "days with a single snapshot")),
            ("falling_increments", ("falling increment", "falling increments")),
            ("gap_increments", ("increment over gaps", "increments over gaps")),
        ] {
            if let Some(count) = coverage[name].as_u64().filter(|count| *count > 0 || name == "videos_considered") {
                parts.push(counted(count, one, others));
            }
        }
        if self.baseline_leaves_much_out() {
            parts.push("much lies between the days: try baseline=previous_close".to_owned());
        }
        if let Some(days) = coverage["days_without_crawl"].as_array().filter(|days| !days.is_empty()) {
            parts.push(counted(days.len(), "day without a crawl", "days without a crawl"));
        }
        if let Some(last) = coverage["last_snapshot"].as_str() {
            parts.push(format!("last snapshot {}", to_the_minute(last).unwrap_or_else(|| last.to_owned())));
        }
        Some(parts.join(" · "))
    }

    fn baseline_leaves_much_out(&self) -> bool {
        let (window, coverage) = (&self.answer["window"], &self.answer["coverage"]);
        if window["baseline"] != "within_day" {
            return false;
        }
        let day = |name: &str| window[name].as_str().and_then(|day| day.parse::<LocalDay>().ok());
        let days = day("from").zip(day("to")).map_or(1, |(from, to)| to.number() - from.number() + 1);
        let video_days = coverage["videos_considered"].as_f64().unwrap_or(0.0) * f64::from(days.max(1));
        let single = coverage["single_snapshot_days"].as_f64().unwrap_or(0.0);
        (single > 0.0 && single >= MUCH * video_days)
            || ["digg_count", "play_count"].iter().any(|counter| {
                let between = coverage["growth_between_days"][counter].as_f64().unwrap_or(0.0);
                let within = self.gained(counter);
                within.is_some_and(|within| between > 0.0 && between >= MUCH * (within + between))
            })
    }

    /// What the rows gained by the baseline; `None` where no column says it.
    fn gained(&self, counter: &str) -> Option<f64> {
        let gained = format!("gained_{counter}");
        let is_series = self.names.first().is_some_and(|name| name == "date");
        let column = self.names.iter().position(|name| *name == gained || (is_series && name == counter))?;
        Some(self.rows.iter().filter_map(|row| row.get(column)?.parse::<f64>().ok()).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(coverage: &str, baseline: &str) -> String {
        let answer = format!(
            r#"{{"window": {{"from": "2026-01-01", "to": "2026-01-05", "baseline": "{baseline}"}},
                "coverage": {{"videos_considered": 10, {coverage}}}}}"#
        );
        let answer = serde_json::from_str(&answer).unwrap();
        let names = ["aweme_id", "gained_digg_count"].map(str::to_owned);
        let rows = [StringRecord::from(vec!["7", "80"])];
        Numbers { names: &names, rows: &rows, answer: &answer }.summary().unwrap()
    }

    #[test]
    fn what_limits_the_numbers_is_said_where_there_is_any() {
        let all = r#""single_snapshot_days": 2, "falling_increments": 3, "gap_increments": 4, "videos_relinked": 1"#;
        let text = summary(all, "within_day");
        for words in [
            "2 days with a single snapshot",
            "3 falling increments",
            "4 increments over gaps",
            "1 with another product",
        ] {
            assert!(text.contains(words), "{words:?} is not in {text}");
        }
        assert!(!text.contains("try baseline"), "{text}");
        assert!(!summary(r#""single_snapshot_days": 0, "falling_increments": 0"#, "within_day").contains(" 0 "));
    }

    #[test]
    fn much_between_the_days_brings_the_hint() {
        let hint = "try baseline=previous_close";
        // 10 of 10 videos × 5 days, and 20 likes of 80 + 20, are a fifth.
        for much in [r#""single_snapshot_days": 10"#, r#""growth_between_days": {"digg_count": 20}"#] {
            assert!(summary(much, "within_day").contains(hint), "{much}");
            assert!(!summary(much, "previous_close").contains(hint), "{much}");
        }
        for little in [r#""single_snapshot_days": 9"#, r#""growth_between_days": {"digg_count": 19}"#] {
            assert!(!summary(little, "within_day").contains(hint), "{little}");
        }
    }
}
