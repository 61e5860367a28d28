//! Refresh jobs: one at a time, each with its progress for whoever watches.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::store::{LoadProgress, now_ms};

/// Finished jobs that can still be asked for.
const REMEMBERED: usize = 100;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum JobState {
    Running,
    Done,
    Failed,
}

/// A job as it is shown.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Job {
    pub(super) id: String,
    /// `load` for the first reading, `refresh` after, `rebuild` at night.
    pub(super) kind: &'static str,
    pub(super) state: JobState,
    pub(super) started_at: String,
    /// When what it read first was served. Behind it, it looks whether that is all.
    pub(super) served_at: Option<String>,
    pub(super) finished_at: Option<String>,
    pub(super) rows_done: u64,
    pub(super) rows_total: u64,
    pub(super) error: Option<String>,
    /// Whether it will read everything.
    #[serde(skip)]
    full: bool,
    /// Whether it reads: it may have passed the place of rows that are written from now on.
    #[serde(skip)]
    reads: bool,
}

/// The jobs since the server started.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    jobs: Mutex<VecDeque<watch::Sender<Job>>>,
}

/// Whether a job was begun or was there already.
pub(super) enum Begun {
    New(watch::Sender<Job>),
    Joined(Job),
}

impl Jobs {
    /// Begins a job, or joins the one that waits for its turn. One that reads may miss what whoever asks
    /// has just written, and one that reads what is new is not enough for who asks for everything: the next
    /// job waits for its end.
    pub(super) fn begin(&self, kind: &'static str, full: bool, started_at: String) -> Begun {
        let mut jobs = self.lock();
        let last = jobs.back().map(|job| job.borrow().clone());
        if let Some(waiting) = last.filter(|job| job.state == JobState::Running && !job.reads && (job.full || !full)) {
            return Begun::Joined(waiting);
        }
        let number = jobs.back().map_or(1, |last| number_of(&last.borrow().id) + 1);
        let job = Job {
            // Unlike a bare number, it does not come again after a restart.
            id: format!("{:x}-{number}", now_ms() / 1000),
            kind,
            state: JobState::Running,
            started_at,
            served_at: None,
            finished_at: None,
            rows_done: 0,
            rows_total: 0,
            error: None,
            full,
            reads: false,
        };
        let sender = watch::Sender::new(job);
        jobs.push_back(sender.clone());
        if jobs.len() > REMEMBERED {
            jobs.pop_front();
        }
        Begun::New(sender)
    }

    /// A job's progress.
    pub(super) fn watch(&self, id: &str) -> Option<watch::Receiver<Job>> {
        self.lock().iter().find(|job| job.borrow().id == id).map(watch::Sender::subscribe)
    }

    /// The job that is running; others may wait for its end.
    pub(super) fn current(&self) -> Option<Job> {
        self.lock().iter().map(|job| job.borrow().clone()).find(|job| job.state == JobState::Running)
    }

    /// Whether a job that was begun behind another reads as much as that was to.
    pub(super) fn is_made_up_for(&self, id: &str, full: bool) -> bool {
        let jobs = self.lock();
        let behind = jobs.iter().rev().map(|job| job.borrow().clone()).take_while(|job| job.id != id);
        behind.into_iter().any(|job| job.full || !full)
    }

    /// The job begun last.
    pub(super) fn last(&self) -> Option<Job> {
        self.lock().back().map(|job| job.borrow().clone())
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<watch::Sender<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    pub(super) fn is_at(&mut self, progress: LoadProgress) {
        self.rows_done = progress.rows_done;
        self.rows_total = progress.rows_total;
    }

    /// To be said before the first look at the rows.
    pub(super) fn reads(&mut self) {
        self.reads = true;
    }

    pub(super) fn serves(&mut self, served_at: String) {
        self.served_at.get_or_insert(served_at);
    }

    pub(super) fn end(&mut self, finished_at: String, error: Option<String>) {
        self.state = if error.is_some() { JobState::Failed } else { JobState::Done };
        self.finished_at = Some(finished_at);
        self.error = error;
    }
}

fn number_of(id: &str) -> u64 {
    id.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_reads_is_joined_by_nobody() {
        let jobs = Jobs::default();
        let Begun::New(first) = jobs.begin("refresh", false, String::new()) else { panic!("nothing was running") };
        first.send_modify(Job::reads);
        let Begun::New(second) = jobs.begin("refresh", false, String::new()) else { panic!("it reads") };
        let Begun::Joined(joined) = jobs.begin("refresh", false, String::new()) else { panic!("the second has not") };
        assert_eq!(joined.id, second.borrow().id);
        assert_eq!(jobs.current().map(|job| job.id), Some(first.borrow().id.clone()));
        first.send_modify(|job| job.end(String::new(), None));
        assert_eq!(jobs.current().map(|job| job.id), Some(joined.id));
    }

    #[test]
    fn a_job_served_when_it_did_so_first() {
        let jobs = Jobs::default();
        let Begun::New(job) = jobs.begin("refresh", false, String::new()) else { panic!("nothing was running") };
        job.send_modify(|job| job.serves("earlier".to_owned()));
        job.send_modify(|job| job.serves("later".to_owned()));
        assert_eq!(job.borrow().served_at.as_deref(), Some("earlier"));
    }

    #[test]
    fn who_asks_for_everything_joins_no_job_that_reads_less() {
        let jobs = Jobs::default();
        let Begun::New(_) = jobs.begin("refresh", false, String::new()) else { panic!("nothing was running") };
        let Begun::New(full) = jobs.begin("refresh", true, String::new()) else { panic!("it reads what is new") };
        for less in [true, false] {
            let Begun::Joined(joined) = jobs.begin("refresh", less, String::new()) else { panic!("it reads all") };
            assert_eq!(joined.id, full.borrow().id);
        }
    }

    #[test]
    fn a_job_is_made_up_for_by_a_later_one_that_reads_as_much() {
        let jobs = Jobs::default();
        let begun = |full| match jobs.begin("refresh", full, String::new()) {
            Begun::New(job) => {
                job.send_modify(|job| job.end(String::new(), Some("the database is away".to_owned())));
                job.borrow().id.clone()
            }
            Begun::Joined(job) => panic!("{job:?} has ended"),
        };
        let (all, new) = (begun(true), begun(false));
        assert!(!jobs.is_made_up_for(&all, true), "the second reads what is new alone");
        assert!(!jobs.is_made_up_for(&new, false), "the first was before");
        begun(true);
        assert!(jobs.is_made_up_for(&all, true) && jobs.is_made_up_for(&new, false));
    }

    #[test]
    fn a_second_job_joins_the_first_while_that_waits() {
        let jobs = Jobs::default();
        let Begun::New(first) = jobs.begin("load", false, String::new()) else { panic!("nothing was running") };
        let Begun::Joined(joined) = jobs.begin("refresh", false, String::new()) else { panic!("the first is waiting") };
        assert_eq!(joined.id, first.borrow().id);
        first.send_modify(|job| job.end(String::new(), None));
        let Begun::New(second) = jobs.begin("refresh", false, String::new()) else { panic!("the first has ended") };
        assert_ne!(second.borrow().id, joined.id);
        assert_eq!(jobs.watch(&joined.id).unwrap().borrow().state, JobState::Done);
        assert!(jobs.watch("nowhere").is_none());
    }
}
