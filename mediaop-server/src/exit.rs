//! Exit codes: what a script can tell from them.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine = 0,
    /// It could not be done; the message says why.
    Failure = 1,
    /// The question or the arguments are wrong (clap uses 2 likewise).
    Usage = 2,
    /// The import is finished, and some rows were rejected.
    RowsRejected = 3,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

/// For `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done
  1    failed; the message says why and what to do
  2    wrong arguments, or a question that the data cannot answer (unknown path, parameter or id)
  3    import only: finished, but some rows were rejected (they are listed in FILE.rejected.csv)
  130  stopped by Ctrl-C";
