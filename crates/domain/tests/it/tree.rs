//! The tree by its numbers is the tree by its parents, whatever happened to it.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use xibao_domain::tree::{Above, Interval, Site, WHOLE, place, shifted, spread};

/// The place at the very top, which holds all.
const TOP: u32 = 0;

/// A tree kept in both ways: by parents, the plain way, and by intervals.
struct Register {
    whole: Interval,
    parents: BTreeMap<u32, u32>,
    children: HashMap<u32, Vec<u32>>,
    numbers: HashMap<u32, Interval>,
    next: u32,
    renumbered: usize,
}

impl Register {
    fn new(last: i64) -> Register {
        let whole = Interval { position: 0, last };
        Register {
            whole,
            parents: BTreeMap::new(),
            children: HashMap::new(),
            numbers: HashMap::from([(TOP, whole)]),
            next: 1,
            renumbered: 0,
        }
    }

    fn below(&self, id: u32) -> Vec<u32> {
        self.children.get(&id).cloned().unwrap_or_default()
    }

    /// The subtree, by parents, in order.
    fn subtree(&self, root: u32) -> Vec<u32> {
        let (mut found, mut waiting) = (Vec::new(), vec![root]);
        while let Some(id) = waiting.pop() {
            found.push(id);
            waiting.extend(self.below(id).into_iter().rev());
        }
        found
    }

    /// The subtree, by numbers, in order.
    fn within(&self, root: u32) -> Vec<u32> {
        let interval = self.numbers[&root];
        let mut found: Vec<(i64, u32)> = self
            .numbers
            .iter()
            .filter(|(_, one)| (interval.position..=interval.last).contains(&one.position))
            .map(|(id, one)| (one.position, *id))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// An organisation and all above it, the nearest first, the whole last.
    fn above(&self, mut id: u32, root: u32) -> Vec<Above<u32>> {
        let placed = self.subtree(root);
        let mut above = Vec::new();
        loop {
            let inside = self.within(id).iter().filter(|one| !placed.contains(one)).count();
            let inside = i64::try_from(inside).unwrap();
            above.push(Above { id, interval: self.numbers[&id], inside });
            match self.parents.get(&id) {
                Some(parent) => id = *parent,
                None => return above,
            }
        }
    }

    fn insert(&mut self, parent: u32) -> Option<u32> {
        let id = self.next;
        self.next += 1;
        self.link(id, parent).then_some(id)
    }

    fn link(&mut self, root: u32, parent: u32) -> bool {
        let count = i64::try_from(self.subtree(root).len()).unwrap();
        let taken = self.below(parent).last().map(|last| self.numbers[last].last);
        let Some(site) = place(root, count, taken, &self.above(parent, root)) else {
            let all = i64::try_from(self.numbers.len()).unwrap() + count;
            let free = all - if self.numbers.contains_key(&root) { count } else { 0 };
            assert!(self.whole.width() / free < 2, "refused although there is room");
            return false;
        };
        if let Some(old) = self.parents.insert(root, parent) {
            self.children.entry(old).or_default().retain(|id| *id != root);
        }
        self.children.entry(parent).or_default().push(root);
        let numbers = site.numbers(|id| self.below(*id)).expect("a site is wide enough");
        assert_eq!(numbers[&site.root], site.into);
        self.renumbered += numbers.len();
        self.numbers.extend(numbers);
        true
    }

    fn remove(&mut self, root: u32) {
        for id in self.subtree(root) {
            let parent = self.parents.remove(&id).unwrap();
            self.children.remove(&id);
            if let Some(siblings) = self.children.get_mut(&parent) {
                siblings.retain(|one| *one != id);
            }
            self.numbers.remove(&id);
        }
    }

    fn check(&self) {
        for id in self.numbers.keys() {
            assert_eq!(self.within(*id), self.subtree(*id), "subtree of {id}");
        }
        self.check_siblings();
    }

    /// Children inside their parents, siblings apart and in order.
    fn check_siblings(&self) {
        for (parent, children) in &self.children {
            let outer = self.numbers[parent];
            let mut last = outer.position;
            for child in children {
                let inner = self.numbers[child];
                assert!(outer.contains(inner), "{child} in {parent}");
                assert!(last < inner.position && inner.position <= inner.last);
                last = inner.last;
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Act {
    Insert(prop::sample::Index),
    Move(prop::sample::Index, prop::sample::Index),
    Remove(prop::sample::Index),
}

fn act() -> impl Strategy<Value = Act> {
    let any = any::<prop::sample::Index>;
    prop_oneof![
        6 => any().prop_map(Act::Insert),
        3 => (any(), any()).prop_map(|(what, to)| Act::Move(what, to)),
        1 => any().prop_map(Act::Remove),
    ]
}

fn perform(register: &mut Register, act: &Act) {
    let mut ids: Vec<u32> = register.numbers.keys().copied().collect();
    ids.sort_unstable();
    match act {
        Act::Insert(parent) => {
            register.insert(*parent.get(&ids));
        }
        Act::Move(what, to) => {
            let (root, parent) = (*what.get(&ids), *to.get(&ids));
            let cycle = register.subtree(root).contains(&parent);
            if !cycle && register.parents.get(&root) != Some(&parent) {
                register.link(root, parent);
            }
        }
        Act::Remove(what) => {
            let root = *what.get(&ids);
            if root != TOP {
                register.remove(root);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// From so narrow that there is room for a handful, to so wide that only a part is spread.
    #[test]
    fn by_numbers_and_by_parents_it_is_the_same_tree(
        bits in 4_u32..30, acts in prop::collection::vec(act(), 1..90),
    ) {
        let mut register = Register::new(1 << bits);
        for act in &acts {
            perform(&mut register, act);
            register.check();
        }
    }

    #[test]
    fn a_spread_tree_is_inside_and_in_order(
        parents in prop::collection::vec(any::<prop::sample::Index>(), 1..60), spare in 0_i64..500,
    ) {
        let mut register = Register::new(0);
        for parent in &parents {
            let id = register.next;
            register.next += 1;
            let parent = u32::try_from(parent.index(usize::try_from(id).unwrap())).unwrap();
            register.parents.insert(id, parent);
            register.children.entry(parent).or_default().push(id);
        }
        let all = i64::try_from(parents.len()).unwrap() + 1;
        let below = |id: &u32| register.below(*id);
        let at = |width: i64| Interval { position: -7, last: width - 8 };
        prop_assert_eq!(spread(at(2 * all - 1), TOP, below), None);
        let numbers = spread(at(2 * all + spare), TOP, below).unwrap();
        prop_assert_eq!(numbers.len(), parents.len() + 1);
        register.numbers = numbers;
        register.check();
    }
}

#[test]
fn two_thousand_siblings_and_a_chain_of_forty_find_room() {
    let mut register = Register::new(WHOLE.last);
    let root = register.insert(TOP).unwrap();
    let siblings: Vec<u32> = (0..2_000).map(|_| register.insert(root).unwrap()).collect();
    assert_eq!(register.renumbered, 2_001, "each was numbered once");
    let mut deepest = siblings[1_999];
    for _ in 0..40 {
        deepest = register.insert(deepest).unwrap();
    }
    register.check_siblings();
    assert_eq!(register.within(siblings[1_999]), register.subtree(siblings[1_999]));
    assert_eq!(register.within(root).len(), 2_041);
    assert!(register.renumbered < 20_000, "{} numbers for 2041", register.renumbered);
}

#[test]
fn a_chain_under_a_chain_moves_whole() {
    let mut register = Register::new(WHOLE.last);
    let mut chain = vec![register.insert(TOP).unwrap()];
    for _ in 1..40 {
        chain.push(register.insert(*chain.last().unwrap()).unwrap());
    }
    let beside = register.insert(chain[0]).unwrap();
    assert!(register.link(chain[20], beside));
    register.check();
    assert_eq!(register.within(beside).len(), 21);
    assert_eq!(register.within(chain[1]).len(), 19);
}

#[test]
fn the_nearest_that_is_wide_enough_is_spread() {
    let above = |id, width: i64, inside| Above {
        id,
        interval: Interval { position: 10, last: 9 + width },
        inside,
    };
    let full = above(1, 20, 2);
    let wide = above(2, 5 << 10, 4);
    let wider = above(3, 50 << 10, 5);
    let site = |at: Above<u32>| Some(Site { root: at.id, into: at.interval });
    assert_eq!(place(9, 1, Some(25), &[full, wide, wider]), site(wide));
    assert_eq!(place(9, 2, Some(25), &[full, wide, wider]), site(wider));
    assert_eq!(place(9, 1, Some(25), &[full, full]), site(full), "the whole may be fuller");
    assert_eq!(place(9, 9, Some(25), &[full, full]), None);
    assert_eq!(place(9, i64::MAX, None, &[full, wide]), None);
    assert_eq!(place(9, 1, None, &[]), None);
}

#[test]
fn what_is_no_tree_is_not_numbered() {
    let below_itself = |id: &u32| if *id < 3 { vec![*id + 1] } else { vec![1] };
    assert_eq!(spread(WHOLE, 0, below_itself), None);
    let twice = |id: &u32| if *id == 0 { vec![1, 1] } else { vec![] };
    assert_eq!(spread(WHOLE, 0, twice), None);
}

#[test]
fn shifted_numbers_keep_their_distances() {
    let from = Interval { position: 100, last: 199 };
    let to = Interval { position: 40, last: 139 };
    assert_eq!(shifted(from, from, to), to);
    let inner = Interval { position: 110, last: 120 };
    assert_eq!(shifted(inner, from, to), Interval { position: 50, last: 60 });
}

#[test]
fn room_is_behind_what_is_taken_and_never_beyond_the_end() {
    let at = |position, last| Interval { position, last };
    for (interval, taken, count, room) in [
        (at(0, 1_023), None, 1, Some(at(1, 16))),
        (at(0, 1_023), Some(1_000), 1, Some(at(1_001, 1_016))),
        (at(0, 1_023), Some(1_008), 1, None),
        (at(0, 1_023), Some(1_023), 1, None),
        (at(0, 6_400), None, 1, Some(at(1, 100))),
        (at(0, 6_400), None, 400, Some(at(1, 6_400))),
        (at(0, 6_400), None, 401, None),
        (at(5, 5), None, 1, None),
        (at(0, 6_400), None, 0, None),
        (WHOLE, None, i64::MAX, None),
    ] {
        assert_eq!(interval.room(taken, count), room, "{interval:?} {taken:?} {count}");
    }
}
