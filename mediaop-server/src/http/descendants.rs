//! A process and all that it started, also what has left its group since.

use std::collections::HashSet;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A process as `/proc` shows it. Numbers are given out again: the moment of its start tells it from a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Process {
    pid: i32,
    parent: i32,
    group: i32,
    /// In ticks since the machine began.
    started: u64,
}

/// The leader of a group, which nobody has waited for yet, and what it started. Elsewhere than on Linux its group alone.
pub(super) struct Descendants {
    leader: Pid,
    known: HashSet<(i32, u64)>,
}

impl Descendants {
    pub(super) fn of(leader: Pid) -> Self {
        let mut descendants = Descendants { leader, known: HashSet::new() };
        descendants.look();
        descendants
    }

    /// Asks the group to end. What is in a session of its own is left to whoever started it.
    pub(super) fn terminate(&self) {
        // It may have ended.
        let _ = kill_process_group(self.leader, Signal::TERM);
    }

    /// Those that live: a process whose parent has ended since is known from an earlier look.
    pub(super) fn look(&mut self) -> bool {
        let living = living();
        let leader = self.leader.as_raw_nonzero().get();
        let known = std::mem::take(&mut self.known);
        let mut family: HashSet<Process> = living
            .iter()
            .copied()
            .filter(|process| known.contains(&process.key()) || process.group == leader)
            .collect();
        let mut parents: HashSet<i32> = family.iter().map(|process| process.pid).chain([leader]).collect();
        loop {
            let born: Vec<_> = living
                .iter()
                .filter(|process| parents.contains(&process.parent) && !family.contains(process))
                .collect();
            if born.is_empty() {
                break;
            }
            parents.extend(born.iter().map(|process| process.pid));
            family.extend(born);
        }
        self.known = family.iter().map(Process::key).collect();
        !self.known.is_empty()
    }

    /// Ends them without asking.
    pub(super) fn kill(&mut self) {
        let _ = kill_process_group(self.leader, Signal::KILL);
        self.look();
        for pid in self.known.iter().filter_map(|(pid, _)| Pid::from_raw(*pid)) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

impl Process {
    fn key(&self) -> (i32, u64) {
        (self.pid, self.started)
    }

    /// From `/proc/PID/stat`; `None` where it has ended and is only waited for.
    fn of(stat: &str) -> Option<Self> {
        // The name stands in brackets, and may hold any character.
        let (pid, rest) = stat.split_once(" (")?;
        let fields: Vec<&str> = rest.rsplit_once(") ")?.1.split_ascii_whitespace().collect();
        if matches!(*fields.first()?, "Z" | "X") {
            return None;
        }
        let number = |place: usize| fields.get(place)?.parse().ok();
        Some(Process {
            pid: pid.parse().ok()?,
            parent: number(1)?,
            group: number(2)?,
            started: fields.get(19)?.parse().ok()?,
        })
    }
}

fn living() -> Vec<Process> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let is_process = |name: &std::ffi::OsStr| name.as_encoded_bytes().first().is_some_and(u8::is_ascii_digit);
    entries
        .flatten()
        .filter(|entry| is_process(&entry.file_name()))
        .filter_map(|entry| std::fs::read(entry.path().join("stat")).ok())
        .filter_map(|stat| Process::of(&String::from_utf8_lossy(&stat)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name_and_unless_it_has_ended() {
        let stat =
            |state: &str| format!("41 (a) R 1 (b) {state} 40 39 38 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 7712 9 10");
        let process = Process { pid: 41, parent: 40, group: 39, started: 7712 };
        assert_eq!((Process::of(&stat("S")), Process::of(&stat("Z"))), (Some(process), None));
    }

    #[test]
    fn a_number_that_was_given_out_again_is_another_process() {
        let here = std::process::id().cast_signed();
        let own = living().into_iter().find(|process| process.pid == here).unwrap();
        // Nobody has such a number.
        let leader = Pid::from_raw(i32::MAX).unwrap();
        let look = |started| Descendants { leader, known: HashSet::from([(here, started)]) }.look();
        assert!(look(own.started) && !look(own.started - 1));
    }
}
