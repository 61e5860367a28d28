//! What is to be done when: times of the local day, and what has come due.

mod plan;
mod time_of_day;

pub(crate) use plan::{Due, Plan, Task};
pub(crate) use time_of_day::TimeOfDay;
