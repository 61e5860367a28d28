//! The tasks of a day.

use chrono::{DateTime, Days};
use chrono_tz::Tz;

use super::TimeOfDay;

/// The user's crawler begins at these times.
const CRAWL_TIMES: [(u32, u32); 7] = [(0, 30), (4, 30), (8, 30), (12, 30), (16, 30), (20, 30), (23, 30)];
/// What is missed for longer is not made up for: each task does the work of all its missed ones.
const LOOK_BACK_DAYS: u64 = 2;

/// What can be done unattended, in the order in which it is done when several things are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Task {
    /// Import what the crawler wrote, refresh: behind each crawl, and before the next.
    Import,
    /// Run the crawler, beside the others.
    Crawl,
    /// Read what is new.
    Refresh,
    /// Read everything.
    Rebuild,
    /// Write the tables for other programs.
    Precompute,
}

impl Task {
    /// As the run log calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Task::Crawl => "crawl",
            Task::Import => "import",
            Task::Refresh => "refresh",
            Task::Rebuild => "rebuild",
            Task::Precompute => "precompute",
        }
    }
}

/// A task whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    pub(crate) task: Task,
    /// The latest instant for which it was planned, in milliseconds since 1970.
    pub(crate) planned_ms: i64,
}

/// Tasks and their times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    entries: Vec<(Task, TimeOfDay)>,
}

impl Plan {
    /// When the user's crawler begins.
    pub(crate) fn crawl_times() -> Vec<TimeOfDay> {
        CRAWL_TIMES.map(|(hour, minute)| TimeOfDay::of(hour, minute)).to_vec()
    }

    /// A crawl, or a refresh some minutes after another program's crawl; a refresh each hour; the
    /// others once a day.
    pub(crate) fn new(
        crawl_times: &[TimeOfDay],
        crawls_itself: bool,
        minutes_after_crawl: u32,
        hourly: bool,
        precompute: Option<TimeOfDay>,
        rebuild: Option<TimeOfDay>,
    ) -> Self {
        let after_crawl = |time: &TimeOfDay| match crawls_itself {
            true => (Task::Crawl, *time),
            false => (Task::Refresh, time.later_by(minutes_after_crawl)),
        };
        let mut entries: Vec<_> = crawl_times.iter().map(after_crawl).collect();
        if hourly {
            entries.extend((0..24).map(|hour| (Task::Refresh, TimeOfDay::of(hour, 0))));
        }
        entries.extend(rebuild.map(|time| (Task::Rebuild, time)));
        entries.extend(precompute.map(|time| (Task::Precompute, time)));
        entries.sort_unstable();
        entries.dedup();
        Plan { entries }
    }

    /// The tasks planned after one instant and until another, each once, with the last time for which
    /// it was planned: missed runs of one task are made up for by a single one.
    pub(crate) fn due(&self, after_ms: i64, until_ms: i64, zone: Tz) -> Vec<Due> {
        let mut due: Vec<Due> = Vec::new();
        for entry in self.occurrences(after_ms, until_ms, zone) {
            match due.iter_mut().find(|known| known.task == entry.task) {
                Some(known) => known.planned_ms = known.planned_ms.max(entry.planned_ms),
                None => due.push(entry),
            }
        }
        due.sort_unstable();
        due
    }

    /// The last instant until another for which a task was planned.
    pub(crate) fn last_before(&self, task: Task, until_ms: i64, zone: Tz) -> Option<i64> {
        let occurrences = self.occurrences(i64::MIN, until_ms, zone);
        occurrences.filter(|due| due.task == task).map(|due| due.planned_ms).max()
    }

    fn occurrences(&self, after_ms: i64, until_ms: i64, zone: Tz) -> impl Iterator<Item = Due> {
        let today = DateTime::from_timestamp_millis(until_ms).map(|now| now.with_timezone(&zone).date_naive());
        let dates = today
            .into_iter()
            .flat_map(|today| (0..=LOOK_BACK_DAYS).filter_map(move |back| today.checked_sub_days(Days::new(back))));
        dates.flat_map(move |date| {
            self.entries.iter().filter_map(move |(task, time)| {
                let planned_ms = time.on(date, zone)?;
                (planned_ms > after_ms && planned_ms <= until_ms).then_some(Due { task: *task, planned_ms })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn plan() -> Plan {
        let at = |time: &str| Some(time.parse().unwrap());
        Plan::new(&Plan::crawl_times(), false, 10, true, at("02:00"), at("03:30"))
    }

    fn ms(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    /// Asks every five minutes, as the server does.
    fn runs(zone: Tz, from: &str, to: &str) -> Vec<(Task, i64)> {
        let (mut last, mut runs) = (ms(from), Vec::new());
        while last < ms(to) {
            let now = last + 5 * MINUTE;
            runs.extend(plan().due(last, now, zone).into_iter().map(|due| (due.task, due.planned_ms)));
            last = now;
        }
        runs
    }

    fn count(runs: &[(Task, i64)], task: Task) -> usize {
        runs.iter().filter(|(of, _)| *of == task).count()
    }

    #[test]
    fn every_task_comes_once_a_day_also_where_the_clocks_change() {
        for (day, from, to) in [
            ("an ordinary one", "2026-03-26T23:59:00+01:00", "2026-03-27T23:59:00+01:00"),
            ("of 23 hours", "2026-03-28T23:59:00+01:00", "2026-03-29T23:59:00+02:00"),
            ("of 25 hours", "2026-10-24T23:59:00+02:00", "2026-10-25T23:59:00+01:00"),
        ] {
            let runs = runs(Tz::Europe__Berlin, from, to);
            let instants: std::collections::HashSet<_> = runs.iter().collect();
            assert_eq!(instants.len(), runs.len(), "{day}: something comes twice");
            assert_eq!((count(&runs, Task::Precompute), count(&runs, Task::Rebuild)), (1, 1), "{day}");
            // Where 02:00 and 03:00 are one instant, one refresh serves both.
            let refreshes = if day == "of 23 hours" { 30 } else { 31 };
            assert_eq!(count(&runs, Task::Refresh), refreshes, "{day}");
        }
    }

    #[test]
    fn what_a_sleep_missed_is_made_up_for_once() {
        let (before, after) = (ms("2026-11-20T01:30:00+08:00"), ms("2026-11-21T09:00:00+08:00"));
        let due = plan().due(before, after, Tz::Asia__Shanghai);
        assert_eq!(
            due.iter().map(|due| due.task).collect::<Vec<_>>(),
            [Task::Refresh, Task::Rebuild, Task::Precompute]
        );
        assert_eq!(due[2].planned_ms, ms("2026-11-21T02:00:00+08:00"));
        assert_eq!(plan().due(after, after, Tz::Asia__Shanghai), []);
        assert_eq!(
            plan().last_before(Task::Precompute, before, Tz::Asia__Shanghai),
            Some(ms("2026-11-19T02:00:00+08:00"))
        );
    }
}
