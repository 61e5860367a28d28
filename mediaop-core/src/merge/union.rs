//! Products and creators of two data sets in one.

use std::sync::Arc;

/// The union of two ascending lists of ids, and what the codes of each are in it.
pub(super) struct Union {
    /// `None` where it is the first list.
    pub(super) ids: Option<Vec<Box<str>>>,
    /// `None` where codes stay as they are.
    pub(super) here: Option<Vec<u32>>,
    pub(super) there: Vec<u32>,
}

impl Union {
    pub(super) fn of(here: &[Box<str>], there: &[Box<str>]) -> Union {
        let mut known = here.iter().enumerate();
        let places = there.iter().map(|id| known.find(|(_, other)| *other >= id).filter(|(_, other)| *other == id));
        if let Some(there) = places.map(|found| Some(found?.0 as u32)).collect() {
            return Union { ids: None, here: None, there };
        }
        let (mut ids, mut places_here, mut places_there) = (Vec::new(), Vec::new(), Vec::new());
        for pair in itertools::merge_join_by(here, there, |a, b| a.cmp(b)) {
            let place = ids.len() as u32;
            if pair.has_left() {
                places_here.push(place);
            }
            if pair.has_right() {
                places_there.push(place);
            }
            ids.push(pair.into_left().clone());
        }
        let is_moved = (0..).zip(&places_here).any(|(before, place)| before != *place);
        Union { ids: Some(ids), here: is_moved.then_some(places_here), there: places_there }
    }

    /// What is known of each id, of both sets.
    pub(super) fn items<T: Clone + Default + PartialEq>(
        &self,
        here: &Arc<Vec<T>>,
        there: &[T],
        merge: impl Fn(&mut T, &T),
    ) -> Arc<Vec<T>> {
        let nothing = T::default();
        if self.ids.is_none() && there.iter().all(|item| *item == nothing) {
            return Arc::clone(here);
        }
        let count = self.ids.as_ref().map_or(here.len(), Vec::len);
        let mut items: Vec<T> = match &self.here {
            None => here.to_vec(),
            Some(_) => Vec::new(),
        };
        items.resize_with(count, T::default);
        for (item, place) in here.iter().zip(self.here.iter().flatten()) {
            items[*place as usize] = item.clone();
        }
        for (item, place) in there.iter().zip(&self.there) {
            merge(&mut items[*place as usize], item);
        }
        if items == **here { Arc::clone(here) } else { Arc::new(items) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<Box<str>> {
        ids.iter().map(|id| Box::from(*id)).collect()
    }

    #[test]
    fn codes_stay_where_nothing_comes_before_them() {
        let part = Union::of(&ids(&["a", "c", "e"]), &ids(&["a", "e"]));
        assert!(part.ids.is_none() && part.here.is_none());
        assert_eq!(part.there, [0, 2]);
        let behind = Union::of(&ids(&["a", "c"]), &ids(&["c", "d"]));
        assert_eq!((behind.ids, behind.here, behind.there), (Some(ids(&["a", "c", "d"])), None, vec![1, 2]));
        let between = Union::of(&ids(&["a", "c"]), &ids(&["b"]));
        assert_eq!((between.ids, between.here), (Some(ids(&["a", "b", "c"])), Some(vec![0, 2])));
        assert_eq!(Union::of(&ids(&["b"]), &ids(&["a"])).there, [0]);
    }

    #[test]
    fn what_says_nothing_new_is_shared() {
        let known = Arc::new(vec![7, 9]);
        let union = Union::of(&ids(&["a", "b"]), &ids(&["b"]));
        let greater = |item: &mut i32, other: &i32| *item = (*item).max(*other);
        assert!(Arc::ptr_eq(&union.items(&known, &[0], greater), &known));
        assert!(Arc::ptr_eq(&union.items(&known, &[8], greater), &known));
        assert_eq!(*union.items(&known, &[10], greater), [7, 10]);
    }
}
