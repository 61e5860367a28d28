//! The videos of products and of creators.

use rustc_hash::FxHashMap;

use super::histories::Lists;
use crate::summary::{FirstSeen, is_creator_hash};

/// For each creator the one that it is: a hash that is another id of exactly one `sec_uid` stands
/// for that one; every other stands for itself.
pub(super) fn same_creators(creator_ids: &[Box<str>], aliases: &[(Box<str>, u32)]) -> Vec<u32> {
    let mut same_as: Vec<u32> = (0..creator_ids.len() as u32).collect();
    for named in aliases.chunk_by(|a, b| a.0 == b.0) {
        let hash = creator_ids.binary_search_by(|id| id.cmp(&named[0].0)).ok().filter(|_| is_creator_hash(&named[0].0));
        // Aliases are in order and differ, so that one entry is one creator.
        if let (Some(hash), [(_, creator)]) = (hash, named)
            && !is_creator_hash(&creator_ids[*creator as usize])
        {
            same_as[hash] = *creator;
        }
    }
    same_as
}

pub(super) fn renamed_authors(authors: &[FirstSeen], same_as: &[u32]) -> Vec<FirstSeen> {
    let mut authors: Vec<FirstSeen> =
        authors.iter().map(|seen| FirstSeen { value: same_as[seen.value as usize], ..*seen }).collect();
    authors.sort_unstable_by_key(|seen| (seen.aweme_id, seen.value, seen.ts));
    authors.dedup_by_key(|seen| (seen.aweme_id, seen.value));
    authors
}

/// For each value the videos that were seen with it, ascending, and when it was first seen.
pub(super) fn postings(videos: &[i64], seen: &[FirstSeen], values: usize) -> (Lists<u32>, Vec<i64>) {
    let mut first_seen = vec![i64::MAX; values];
    let mut counts = vec![0_u32; values];
    for seen in seen {
        counts[seen.value as usize] += 1;
        let first = &mut first_seen[seen.value as usize];
        *first = seen.ts.min(*first);
    }
    let ends: Vec<u32> = counts
        .iter()
        .scan(0, |end, count| {
            *end += count;
            Some(*end)
        })
        .collect();
    let mut next: Vec<u32> = ends.iter().zip(&counts).map(|(end, count)| end - count).collect();
    let mut items = vec![0; seen.len()];
    let mut video = 0;
    for seen in seen {
        while videos[video] < seen.aweme_id {
            video += 1;
        }
        let place = &mut next[seen.value as usize];
        items[*place as usize] = video as u32;
        *place += 1;
    }
    (Lists { ends, items }, first_seen)
}

/// [`postings`] of a later version by the same codes; `now` tells where a video stands there, `news`
/// what was seen more, or earlier.
pub(super) fn later_postings(
    (before, first_seen): (&Lists<u32>, &[i64]),
    now: impl Fn(u32) -> u32,
    videos: &[i64],
    news: &[FirstSeen],
    values: usize,
) -> (Lists<u32>, Vec<i64>) {
    let mut first_seen = first_seen.to_vec();
    first_seen.resize(values, i64::MAX);
    let mut added = Vec::new();
    for seen in news {
        let first = &mut first_seen[seen.value as usize];
        *first = seen.ts.min(*first);
        added.extend(videos.binary_search(&seen.aweme_id).map(|video| (seen.value, video as u32)));
    }
    added.sort_unstable();
    added.dedup();
    let items = before.items.iter().map(|video| now(*video)).collect();
    (Lists { ends: before.ends.clone(), items }.with(&added, values), first_seen)
}

impl Lists<u32> {
    /// As many lists, which ascend, with more items; each stands behind the number of its list.
    fn with(&self, added: &[(u32, u32)], lists: usize) -> Lists<u32> {
        let mut all = Lists::with_capacity(lists);
        all.items.reserve(self.items.len() + added.len());
        let mut added = added.iter().peekable();
        let mut begin = 0;
        for list in 0..lists {
            let end = self.ends.get(list).map_or(self.items.len(), |end| *end as usize);
            while let Some((_, item)) = added.next_if(|(of, _)| *of as usize == list) {
                let place = begin + self.items[begin..end].partition_point(|known| known < item);
                all.items.extend_from_slice(&self.items[begin..place]);
                all.items.push(*item);
                begin = place + usize::from(self.items[place..end].first() == Some(item));
            }
            all.items.extend_from_slice(&self.items[begin..end]);
            all.end_list();
            begin = end;
        }
        all
    }
}

/// For each video with more than one product when each was first seen.
pub(super) fn relinked(videos: &[i64], links: &[FirstSeen]) -> FxHashMap<u32, Vec<i64>> {
    let mut video = 0;
    links
        .chunk_by(|a, b| a.aweme_id == b.aweme_id)
        .filter(|links| links.len() > 1)
        .map(|links| {
            while videos[video] < links[0].aweme_id {
                video += 1;
            }
            (video as u32, links.iter().map(|link| link.ts).collect())
        })
        .collect()
}
