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
