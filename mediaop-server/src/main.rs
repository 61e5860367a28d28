//! The command `mediaop`.
fn main() {}
