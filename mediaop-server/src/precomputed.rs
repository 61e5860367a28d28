//! What is said of the tables for other programs.

use indicatif::HumanCount;
use mediaop_core::LocalDay;
use mediaop_core::answer::PrecomputedStats;

use crate::counted::counted;

/// How many rows they have now, as of a day.
pub(crate) fn told(stats: &PrecomputedStats<'_>, as_of: LocalDay) -> String {
    format!(
        "{} of product_creator_stats and {} of product_matrix_stats, as of {as_of}",
        counted(stats.product_creator.len(), "row", "rows"),
        HumanCount(stats.product_matrix.len() as u64),
    )
}
