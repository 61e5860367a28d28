//! The middle of some values.

/// The middle value, or the mean of the middle two. Puts the values in another order.
pub(crate) fn median_of(values: &mut [i64]) -> Option<f64> {
    let mean = |low, high| (i128::from(low) + i128::from(high)) as f64 / 2.0;
    match middle_of_few(values) {
        Some((low, high)) => Some(mean(low, high)),
        None => median(values, mean),
    }
}

/// The middle two of a few values of 32 bits, twice the middle one of an odd number: each is compared
/// with all, eight at a time, where selecting branches at random.
fn middle_of_few(values: &[i64]) -> Option<(i64, i64)> {
    const FEW: usize = 48;
    let count = values.len();
    if count == 0 || count > FEW {
        return None;
    }
    // What is filled up stands behind all values.
    let mut all = [i32::MAX; FEW];
    let mut fits = true;
    for (narrow, value) in all.iter_mut().zip(values) {
        *narrow = *value as i32;
        fits &= i64::from(*narrow) == *value;
    }
    if !fits {
        return None;
    }
    let eights = &all.as_chunks::<8>().0[..count.div_ceil(8)];
    // In order, the value at a place is the greatest one with as many below it at most.
    let (mut low, mut high) = (i32::MIN, i32::MIN);
    for value in &all[..count] {
        let mut below = [0_i32; 8];
        for eight in eights {
            below.iter_mut().zip(eight).for_each(|(below, other)| *below += i32::from(other < value));
        }
        let below = below.iter().sum::<i32>() as usize;
        low = if below <= (count - 1) / 2 { low.max(*value) } else { low };
        high = if below <= count / 2 { high.max(*value) } else { high };
    }
    Some((low.into(), high.into()))
}

/// The middle value of fractions, or the mean of the middle two.
pub(crate) fn median_f64(values: Vec<f64>) -> Option<f64> {
    let mut values: Vec<TotalF64> = values.into_iter().map(TotalF64).collect();
    median(&mut values, |low, high| (low.0 + high.0) / 2.0)
}

fn median<T: Ord + Copy>(values: &mut [T], mean: impl Fn(T, T) -> f64) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    let even = values.len().is_multiple_of(2);
    let (values, middle) = near_the_middle(values, middle);
    let (_, low, rest) = values.select_nth_unstable(middle);
    let low = *low;
    let high = if even { rest.iter().copied().min().unwrap_or(low) } else { low };
    Some(mean(low, high))
}

/// Of many values a part that holds those around the middle, and the place of the middle in it:
/// one pass, where selecting takes several. The bounds are those of a sample (Floyd and Rivest,
/// Expected time bounds for selection, 1975).
fn near_the_middle<T: Ord + Copy>(values: &mut [T], middle: usize) -> (&mut [T], usize) {
    const SAMPLE: usize = 512;
    // Of a sample, about five standard deviations of the rank of the median.
    const MARGIN: usize = SAMPLE / 9;
    let count = values.len();
    if count < 8 * SAMPLE {
        return (values, middle);
    }
    let mut sample: Vec<T> = values.iter().copied().step_by(count / SAMPLE).collect();
    sample.sort_unstable();
    let (low, high) = (sample[sample.len() / 2 - MARGIN], sample[sample.len() / 2 + MARGIN]);
    let (mut below, mut kept) = (0, 0);
    // Each place is written once at most behind the place that is read.
    for place in 0..count {
        let value = values[place];
        below += usize::from(value < low);
        values.swap(kept, place);
        kept += usize::from(low <= value && value <= high);
    }
    let holds_the_middle = below <= middle && middle + 1 < below + kept;
    if holds_the_middle { (&mut values[..kept], middle - below) } else { (values, middle) }
}

#[derive(Clone, Copy, PartialEq)]
struct TotalF64(f64);
impl Eq for TotalF64 {}
impl PartialOrd for TotalF64 {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for TotalF64 {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted_middle(mut values: Vec<i64>) -> Option<f64> {
        values.sort_unstable();
        let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
        Some((i128::from(*low) + i128::from(*high)) as f64 / 2.0)
    }

    fn value() -> impl Strategy<Value = i64> {
        prop_oneof![8 => -9..9_i64, 1 => any::<i32>().prop_map(i64::from), 1 => Just(i64::from(i32::MAX))]
    }

    proptest! {
        #[test]
        fn the_median_is_the_middle_of_the_sorted_values(
            values in prop::collection::vec(value(), 0..100),
            wide in prop::option::weighted(0.2, any::<i64>()),
            copies in prop::sample::select(vec![1, 1, 1, 90]),
        ) {
            let values = [values, wide.into_iter().collect()].concat().repeat(copies);
            let expected = sorted_middle(values.clone());
            let fractions = values.iter().map(|value| *value as f64).collect();
            prop_assert_eq!(median_of(&mut values.clone()), expected);
            if wide.is_none() {
                prop_assert_eq!(median_f64(fractions), expected);
            }
        }
    }
}
