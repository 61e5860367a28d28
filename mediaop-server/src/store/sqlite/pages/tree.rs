//! A page of a table's tree.

use super::record::varint;

const INTERIOR: u8 = 0x05;
const LEAF: u8 = 0x0d;

pub(super) enum Node<'page> {
    Interior(Interior<'page>),
    Leaf(Leaf<'page>),
}

/// A page of pages.
pub(super) struct Interior<'page> {
    page: &'page [u8],
    /// Where each part of the page begins.
    starts: &'page [[u8; 2]],
    last_child: u32,
}

/// A page of rows.
pub(super) struct Leaf<'page> {
    page: &'page [u8],
    starts: &'page [[u8; 2]],
}

/// A row in a page, or its beginning.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RowInPage<'page> {
    pub(super) number: i64,
    /// Of the whole record.
    pub(super) length: usize,
    /// From its beginning to the end of the page.
    pub(super) bytes: &'page [u8],
}

impl<'page> Node<'page> {
    /// `None` where this is no page of a table.
    pub(super) fn of(page: &'page [u8]) -> Option<Self> {
        let parts = usize::from(u16::from_be_bytes(page.get(3..5)?.try_into().ok()?));
        let starts = |from: usize| page.get(from..)?.as_chunks::<2>().0.get(..parts);
        match *page.first()? {
            INTERIOR => {
                let last_child = u32::from_be_bytes(page.get(8..12)?.try_into().ok()?);
                Some(Node::Interior(Interior { page, starts: starts(12)?, last_child }))
            }
            LEAF => Some(Node::Leaf(Leaf { page, starts: starts(8)? })),
            _ => None,
        }
    }
}

impl Interior<'_> {
    /// The pages below, and the greatest number that a row in each may have, the last one apart.
    pub(super) fn children(&self) -> impl Iterator<Item = Option<(u32, Option<i64>)>> {
        let last = Some((self.last_child, None));
        self.starts.iter().map(|start| self.child(*start)).chain([last])
    }

    fn child(&self, start: [u8; 2]) -> Option<(u32, Option<i64>)> {
        let (child, rest) = self.page.get(usize::from(u16::from_be_bytes(start))..)?.split_first_chunk::<4>()?;
        let (greatest, _) = varint(rest)?;
        Some((u32::from_be_bytes(*child), Some(greatest.cast_signed())))
    }
}

impl<'page> Leaf<'page> {
    pub(super) fn rows(&self) -> impl Iterator<Item = Option<RowInPage<'page>>> {
        let page = self.page;
        self.starts.iter().map(move |start| RowInPage::at(page, *start))
    }

    /// The row of a place, as above; `None` behind the last one.
    pub(super) fn row(&self, place: usize) -> Option<Option<RowInPage<'page>>> {
        self.starts.get(place).map(|start| RowInPage::at(self.page, *start))
    }
}

impl<'page> RowInPage<'page> {
    #[inline]
    fn at(page: &'page [u8], start: [u8; 2]) -> Option<Self> {
        let (length, rest) = varint(page.get(usize::from(u16::from_be_bytes(start))..)?)?;
        let (number, bytes) = varint(rest)?;
        Some(RowInPage { number: number.cast_signed(), length: usize::try_from(length).ok()?, bytes })
    }
}

/// How much of a record lies in the page of its row, of whose bytes so many can be used; the rest lies
/// in pages of its own.
pub(super) fn held_in_page(length: usize, usable: usize) -> usize {
    let most = usable - 35;
    if length <= most {
        return length;
    }
    let least = (usable - 12) * 32 / 255 - 23;
    let full = least + (length - least) % (usable - 4);
    if full <= most { full } else { least }
}
