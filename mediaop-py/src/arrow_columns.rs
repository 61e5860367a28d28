//! Arrow columns as the core's own columns: borrowed where the types match, else copied; never
//! where the core has to look at a value to judge it.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::{ArrowNativeType, NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use mediaop_core::{CounterSlice, SnapshotColumns, TextColumn, Validity};
use mediaop_server::table_rows::SNAPSHOT_COLUMNS;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::arrow_cells::{Moment, moment};

/// Columns of snapshots, in the order of [`SNAPSHOT_COLUMNS`].
pub(crate) type Arrays<'a> = [Option<&'a ArrayRef>];

/// Whole numbers, missing ones as the core's columns say it.
enum Numbers<'a> {
    Narrow(Cow<'a, [i32]>),
    Wide(Cow<'a, [i64]>),
}

/// Texts by codes.
struct Texts<'a> {
    codes: ScalarBuffer<i32>,
    known: Option<NullBuffer>,
    texts: Vec<&'a str>,
}

impl Texts<'_> {
    fn column(&self) -> TextColumn<'_> {
        let known = self.known.as_ref().map(|nulls| {
            Validity::new(nulls.validity(), nulls.offset(), nulls.len()).expect("nulls hold a bit for each row")
        });
        TextColumn { codes: &self.codes, texts: &self.texts, known }
    }
}

/// A column that the core can take as it is.
enum Fit<'a> {
    Absent,
    Numbers(Numbers<'a>),
    Texts(Texts<'a>),
}

/// Columns ready for the core.
pub(crate) struct Columns<'a>(Vec<Fit<'a>>);

const AWEME_ID: usize = 0;
const UPDATE_TS: usize = 1;
const CREATE_TIME: usize = 2;
const FIRST_COUNTER: usize = 3;
/// Where the columns begin that only show what a product is.
pub(crate) const FIRST_AMOUNT: usize = 10;
const SEC_UID: usize = 12;
const CREATOR_HASH: usize = 13;

impl<'a> Columns<'a> {
    /// The columns, or `None` where at least one has to be read cell by cell: texts that are to be
    /// read as numbers, numbers as texts, keys that are missing, fractions.
    pub(crate) fn new(arrays: &Arrays<'a>) -> Option<Self> {
        let of_one_creator = [SEC_UID, CREATOR_HASH].map(|column| arrays[column].filter(|a| a.null_count() < a.len()));
        if of_one_creator.iter().all(Option::is_some) {
            return None;
        }
        let fits: Option<Vec<Fit<'a>>> = arrays
            .par_iter()
            .enumerate()
            .map(|(column, array)| array.map_or(Some(Fit::Absent), |a| fit(column, a)))
            .collect();
        let fits = fits?;
        matches!((&fits[AWEME_ID], &fits[UPDATE_TS]), (Fit::Numbers(Numbers::Wide(_)), Fit::Numbers(Numbers::Wide(_))))
            .then_some(Columns(fits))
    }

    pub(crate) fn as_snapshots(&self) -> SnapshotColumns<'_> {
        let creator = self.texts(SEC_UID).or_else(|| self.texts(CREATOR_HASH));
        SnapshotColumns {
            aweme_id: self.wide(AWEME_ID).unwrap_or_default(),
            update_ts: self.wide(UPDATE_TS).unwrap_or_default(),
            create_time: self.wide(CREATE_TIME),
            counters: std::array::from_fn(|metric| self.counter(FIRST_COUNTER + metric)),
            creator,
            nickname: self.texts(14),
            avatar: self.texts(15),
            title: self.texts(16),
            product_id: self.texts(17),
            product_title: self.texts(18),
            price: self.counter(FIRST_AMOUNT),
            sales: self.counter(FIRST_AMOUNT + 1),
            aweme_url: self.texts(19),
            cover_url: self.texts(20),
        }
    }

    fn wide(&self, column: usize) -> Option<&[i64]> {
        match &self.0[column] {
            Fit::Numbers(Numbers::Wide(values)) => Some(values),
            _ => None,
        }
    }

    fn counter(&self, column: usize) -> Option<CounterSlice<'_>> {
        match &self.0[column] {
            Fit::Numbers(Numbers::Narrow(values)) => Some(CounterSlice::Narrow(values)),
            Fit::Numbers(Numbers::Wide(values)) => Some(CounterSlice::Wide(values)),
            _ => None,
        }
    }

    fn texts(&self, column: usize) -> Option<TextColumn<'_>> {
        match &self.0[column] {
            Fit::Texts(texts) => Some(texts.column()),
            _ => None,
        }
    }
}

fn fit(column: usize, array: &ArrayRef) -> Option<Fit<'_>> {
    if array.null_count() == array.len() && !array.is_empty() && column > UPDATE_TS {
        return Some(Fit::Absent);
    }
    match column {
        AWEME_ID | UPDATE_TS if array.null_count() > 0 => None,
        AWEME_ID | UPDATE_TS | CREATE_TIME => wide(column, array).map(|values| Fit::Numbers(Numbers::Wide(values))),
        _ if column < SEC_UID => numbers(array).map(Fit::Numbers),
        _ => texts(array).map(Fit::Texts),
    }
}

/// Ids and moments in 64 bits; a missing `create_time` is 0.
fn wide(column: usize, array: &ArrayRef) -> Option<Cow<'_, [i64]>> {
    if let DataType::Timestamp(unit, Some(_)) = array.data_type() {
        let counted = moment(SNAPSHOT_COLUMNS[column])?;
        return Some(match unit {
            TimeUnit::Second => ticks::<TimestampSecondType>(array, counted, 1),
            TimeUnit::Millisecond => ticks::<TimestampMillisecondType>(array, counted, 1_000),
            TimeUnit::Microsecond => ticks::<TimestampMicrosecondType>(array, counted, 1_000_000),
            TimeUnit::Nanosecond => ticks::<TimestampNanosecondType>(array, counted, 1_000_000_000),
        });
    }
    match (array.data_type(), array.null_count()) {
        (DataType::Int64, 0) => Some(Cow::Borrowed(array.as_primitive::<Int64Type>().values())),
        (DataType::Int64, _) => Some(filled::<Int64Type, i64>(array, 0, Some)?.into()),
        (DataType::Int32, _) => Some(filled::<Int32Type, i64>(array, 0, |value| Some(value.into()))?.into()),
        (DataType::UInt32, _) => Some(filled::<UInt32Type, i64>(array, 0, |value| Some(value.into()))?.into()),
        (DataType::UInt64, _) => Some(filled::<UInt64Type, i64>(array, 0, |value| value.try_into().ok())?.into()),
        (DataType::Float64, _) => Some(filled::<Float64Type, i64>(array, 0, |value| exact(value, 0))?.into()),
        _ => None,
    }
}

fn ticks<T: ArrowPrimitiveType<Native = i64>>(array: &ArrayRef, counted: Moment, per_second: i64) -> Cow<'_, [i64]> {
    let array = array.as_primitive::<T>();
    let own = if counted == Moment::Seconds { 1 } else { 1_000 };
    if own == per_second && array.null_count() == 0 {
        return Cow::Borrowed(array.values());
    }
    array.iter().map(|at| at.map_or(0, |at| counted.of(at, per_second))).collect()
}

/// Counters and amounts: missing is −1.
fn numbers(array: &ArrayRef) -> Option<Numbers<'_>> {
    Some(match (array.data_type(), array.null_count()) {
        (DataType::Int32, 0) => Numbers::Narrow(array.as_primitive::<Int32Type>().values().as_ref().into()),
        (DataType::Int64, 0) => Numbers::Wide(array.as_primitive::<Int64Type>().values().as_ref().into()),
        (DataType::Int8, _) => narrow::<Int8Type>(array)?,
        (DataType::Int16, _) => narrow::<Int16Type>(array)?,
        (DataType::Int32, _) => narrow::<Int32Type>(array)?,
        (DataType::UInt8, _) => narrow::<UInt8Type>(array)?,
        (DataType::UInt16, _) => narrow::<UInt16Type>(array)?,
        (DataType::Int64, _) => Numbers::Wide(filled::<Int64Type, i64>(array, -1, Some)?.into()),
        (DataType::UInt32, _) => {
            Numbers::Wide(filled::<UInt32Type, i64>(array, -1, |value| Some(value.into()))?.into())
        }
        (DataType::UInt64, _) => {
            Numbers::Wide(filled::<UInt64Type, i64>(array, -1, |value| value.try_into().ok())?.into())
        }
        (DataType::Float32, _) => {
            Numbers::Wide(filled::<Float32Type, i64>(array, -1, |value| exact(value.into(), -1))?.into())
        }
        (DataType::Float64, _) => {
            Numbers::Wide(filled::<Float64Type, i64>(array, -1, |value| exact(value, -1))?.into())
        }
        _ => return None,
    })
}

fn narrow<'a, T: ArrowPrimitiveType>(array: &ArrayRef) -> Option<Numbers<'a>>
where
    T::Native: Into<i32>,
{
    Some(Numbers::Narrow(filled::<T, i32>(array, -1, |value| Some(value.into()))?.into()))
}

/// The values, with this one for those that are missing; `None` if one does not convert.
fn filled<T: ArrowPrimitiveType, N: Copy>(
    array: &ArrayRef,
    missing: N,
    convert: impl Fn(T::Native) -> Option<N>,
) -> Option<Vec<N>> {
    let array = array.as_primitive::<T>();
    if array.null_count() == 0 {
        return array.values().iter().map(|value| convert(*value)).collect();
    }
    array.iter().map(|value| value.map_or(Some(missing), &convert)).collect()
}

/// A float that is a whole number of which there is no other float; NaN is missing, as data frames
/// have it that know no missing whole numbers.
fn exact(value: f64, missing: i64) -> Option<i64> {
    const ABOVE: f64 = 9_007_199_254_740_992.0;
    if value.is_nan() {
        return Some(missing);
    }
    (value.fract() == 0.0 && value.abs() < ABOVE).then_some(value as i64)
}

fn texts(array: &ArrayRef) -> Option<Texts<'_>> {
    match array.data_type() {
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Some(encoded(texts.len(), |row| texts.is_valid(row).then(|| texts.value(row))))
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string::<i64>();
            Some(encoded(texts.len(), |row| texts.is_valid(row).then(|| texts.value(row))))
        }
        DataType::Utf8View => {
            let texts = array.as_string_view();
            Some(encoded(texts.len(), |row| texts.is_valid(row).then(|| texts.value(row))))
        }
        DataType::Dictionary(key, _) => match key.as_ref() {
            DataType::Int8 => of_dictionary::<Int8Type>(array, narrowed::<Int8Type>),
            DataType::Int16 => of_dictionary::<Int16Type>(array, narrowed::<Int16Type>),
            DataType::Int32 => of_dictionary::<Int32Type>(array, ScalarBuffer::clone),
            DataType::Int64 => of_dictionary::<Int64Type>(array, narrowed::<Int64Type>),
            DataType::UInt8 => of_dictionary::<UInt8Type>(array, narrowed::<UInt8Type>),
            DataType::UInt16 => of_dictionary::<UInt16Type>(array, narrowed::<UInt16Type>),
            // Codes that name a text are below 2^31, whether their type has a sign or not.
            DataType::UInt32 => {
                let same_bytes = |keys: &ScalarBuffer<u32>| ScalarBuffer::new(keys.inner().clone(), 0, keys.len());
                of_dictionary::<UInt32Type>(array, same_bytes)
            }
            _ => of_dictionary::<UInt64Type>(array, narrowed::<UInt64Type>),
        },
        _ => None,
    }
}

/// Codes and dictionary as they are, beside the bits that say which codes are there.
fn of_dictionary<K: ArrowDictionaryKeyType>(
    array: &ArrayRef,
    codes: impl FnOnce(&ScalarBuffer<K::Native>) -> ScalarBuffer<i32>,
) -> Option<Texts<'_>> {
    let dictionary = array.as_dictionary::<K>();
    let texts = dictionary_texts(dictionary.values())?;
    // Then every key that is not missing fits.
    i32::try_from(texts.len()).ok()?;
    let known = dictionary.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
    Some(Texts { codes: codes(dictionary.keys().values()), known, texts })
}

fn narrowed<K: ArrowDictionaryKeyType>(keys: &ScalarBuffer<K::Native>) -> ScalarBuffer<i32> {
    let codes: Vec<i32> = keys.par_iter().with_min_len(1 << 16).map(|key| key.as_usize() as i32).collect();
    codes.into()
}

/// The texts of a dictionary, a missing one empty, which the core takes for missing.
fn dictionary_texts(values: &ArrayRef) -> Option<Vec<&str>> {
    Some(match values.data_type() {
        DataType::Utf8 => values.as_string::<i32>().iter().map(Option::unwrap_or_default).collect(),
        DataType::LargeUtf8 => values.as_string::<i64>().iter().map(Option::unwrap_or_default).collect(),
        DataType::Utf8View => values.as_string_view().iter().map(Option::unwrap_or_default).collect(),
        _ => return None,
    })
}

fn encoded<'a>(rows: usize, text: impl Fn(usize) -> Option<&'a str>) -> Texts<'a> {
    let mut texts: Vec<&str> = Vec::new();
    let mut known: FxHashMap<&str, i32> = FxHashMap::default();
    let mut latest = -1_i32;
    let code = |text: &'a str| {
        // Rows of one video come one after the other more often than not.
        if usize::try_from(latest).is_ok_and(|latest| texts[latest] == text) {
            return latest;
        }
        latest = *known.entry(text).or_insert_with(|| {
            texts.push(text);
            texts.len() as i32 - 1
        });
        latest
    };
    let mut code = code;
    let codes: Vec<i32> = (0..rows).map(|row| text(row).map_or(-1, &mut code)).collect();
    Texts { codes: codes.into(), known: None, texts }
}
