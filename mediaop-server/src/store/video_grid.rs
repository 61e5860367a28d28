//! Where to cut a table by its videos, so that there are about as many between any two cuts.
//!
//! How ids are distributed is found by looking for the next one behind the points of a grid; cells
//! in which there are ids are cut again, until there are enough.

/// How often cells are cut again at most.
const MOST_ROUNDS: usize = 24;

/// Whole numbers from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Cell {
    /// Up to so many cells of one width.
    pub(super) fn cut(self, number: usize) -> impl Iterator<Item = Cell> {
        let (first, last) = (i128::from(self.first), i128::from(self.last));
        let width = (last - first + 1).max(1);
        let number = (number as i128).clamp(1, width);
        let begin = move |part: i128| first + width * part / number;
        (0..number).map(move |part| Cell { first: begin(part) as i64, last: (begin(part + 1) - 1) as i64 })
    }
}

/// The first ids of up to so many groups of videos, ascending, but that of the first group.
///
/// `least_in` finds the least id in each of some cells, if there is one.
pub(super) fn begins<E>(
    ends: Cell,
    number: usize,
    mut least_in: impl FnMut(&[Cell]) -> Result<Vec<Option<i64>>, E>,
) -> Result<Vec<i64>, E> {
    let mut cells = vec![ends];
    for _ in 0..MOST_ROUNDS {
        let cuts = (2 * number / cells.len().max(1)).max(8);
        let finer: Vec<Cell> = cells.iter().flat_map(|cell| cell.cut(cuts)).collect();
        let least = least_in(&finer)?;
        let filled = finer.iter().zip(least).filter_map(|(cell, least)| Some(Cell { first: least?, last: cell.last }));
        cells = filled.collect();
        if cells.len() >= number || cells.is_empty() {
            break;
        }
    }
    let step = cells.len().div_ceil(number.max(1)).max(1);
    Ok(cells.iter().step_by(step).skip(1).map(|cell| cell.first).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of some ids, which ascend, lie between the cuts; and how often was asked for cells.
    fn cut(ids: &[i64], number: usize) -> (Vec<usize>, usize) {
        let mut asked = 0;
        let ends = Cell { first: ids[0], last: ids[ids.len() - 1] };
        let begins = begins::<()>(ends, number, |cells| {
            asked += 1;
            let least = |cell: &Cell| ids.iter().copied().find(|id| (cell.first..=cell.last).contains(id));
            Ok(cells.iter().map(least).collect())
        })
        .unwrap();
        let place = |id: i64| begins.partition_point(|begin| *begin <= id);
        let mut counts = vec![0; begins.len() + 1];
        ids.iter().for_each(|id| counts[place(*id)] += 1);
        (counts, asked)
    }

    #[test]
    fn ids_far_apart_and_close_together_are_cut_alike() {
        let close = |id: i64| 7_000_000_000_000_000_000 + id * 1000;
        let even: Vec<i64> = (0..1000).map(close).collect();
        let far: Vec<i64> = [7].into_iter().chain((0..1000).map(close)).chain([i64::MAX]).collect();
        for (ids, rounds) in [(even, 1), (far, 16)] {
            let (counts, asked) = cut(&ids, 8);
            assert!(counts.len() >= 5 && counts.len() <= 8 && asked <= rounds, "{counts:?} after {asked}");
            assert!(counts.iter().all(|count| *count < 400), "{counts:?}");
        }
    }

    #[test]
    fn few_ids_make_few_groups() {
        assert_eq!(cut(&[5], 8).0, [1]);
        assert_eq!(cut(&[5, 6, i64::MAX], 8).0, [1, 1, 1]);
        assert_eq!(cut(&[i64::MIN, i64::MAX], 8).0, [1, 1]);
    }
}
