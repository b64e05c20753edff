//! The tree of organisations as intervals of whole numbers: everything below an organisation lies
//! inside its interval, so that a subtree is one range of an index.
//!
//! Intervals have room: a new organisation takes a part of what is free behind its last sibling,
//! and nothing else is renumbered. Only where no room is left, the smallest subtree around that
//! has enough is spread out anew ([`spread`]). [`place`] chooses between the two.

use std::collections::HashMap;
use std::hash::Hash;

/// An organisation's own number and the last number that can be below it, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    /// Its own number: the order of the tree.
    pub position: i64,
    /// The last number inside.
    pub last: i64,
}

/// The interval in which all others lie.
pub const WHOLE: Interval = Interval { position: 0, last: 1 << 62 };

/// A new child takes this part of what is free, so that a thousand siblings find room at once.
const SHARE: i64 = 64;

/// A new subtree takes at least this many numbers for each of its organisations.
const ROOM_MIN: i64 = 16;

/// A subtree is spread out anew only into an interval with this many numbers for each of its
/// organisations, so that the next ones find room again. Only the whole, around which nothing is
/// wider, may come to be fuller.
const ROOMY: i64 = 1 << 10;

/// What [`spread`] cannot do without: numbers for each organisation.
const SPREAD_MIN: i64 = 2;

impl Interval {
    /// How many numbers it has, its own included.
    pub const fn width(self) -> i64 {
        self.last - self.position + 1
    }

    /// Does the other lie inside, or is it the same?
    pub const fn contains(self, other: Interval) -> bool {
        self.position <= other.position && other.last <= self.last
    }

    /// Room for `count` organisations that will form one subtree, behind everything that is taken
    /// below `self` so far; `None` if there is too little.
    ///
    /// `taken` is the last number taken by a child of `self`, if there is one.
    pub fn room(self, taken: Option<i64>, count: i64) -> Option<Interval> {
        let first = taken.unwrap_or(self.position) + 1;
        let free = self.last - first + 1;
        let least = count.checked_mul(ROOM_MIN)?;
        let width = (free / SHARE).max(least);
        (width <= free && count >= 1)
            .then_some(Interval { position: first, last: first + width - 1 })
    }
}

/// An organisation above the place where a subtree is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above<K> {
    /// Which; the place at the very top, in [`WHOLE`], needs a key of its own.
    pub id: K,
    /// Its interval.
    pub interval: Interval,
    /// How many organisations have their number in the interval now: its own among them, those of
    /// the subtree that is to be placed not.
    pub inside: i64,
}

/// A subtree that is to get its numbers, and the interval that it gets them from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site<K> {
    /// The root of what is renumbered: the new subtree itself where there is room for it, else an
    /// organisation above it.
    pub root: K,
    /// Its interval.
    pub into: Interval,
}

/// Where a subtree of `count` organisations finds its numbers: in the room behind the last child
/// of the organisation it is to stand under; else the nearest organisation above is spread out
/// anew whose interval is wide enough; else the whole. `None` if even that is too narrow.
///
/// `above` is the organisation that it is to stand under, then all above that one, the nearest
/// first and the whole last. `taken` is the last number taken by a child of the first of them;
/// where the subtree is only moved, its old numbers are as good as free.
///
/// Who has [`Interval::room`] need not count what is `inside`; the outcome is the same.
///
/// ```
/// use xibao_domain::tree::{Above, Interval, WHOLE, place, spread};
/// let whole = Above { id: "whole", interval: WHOLE, inside: 1 };
/// let site = place("new", 1, None, &[whole]).unwrap();
/// assert_eq!((site.root, site.into.position), ("new", 1));
///
/// let narrow = Above { id: "narrow", interval: Interval { position: 1, last: 9 }, inside: 1 };
/// let site = place("new", 1, None, &[narrow, whole]).unwrap();
/// assert_eq!((site.root, site.into), ("whole", WHOLE));
/// let below = |id: &&str| match *id {
///     "whole" => vec!["narrow"],
///     "narrow" => vec!["new"],
///     _ => vec![],
/// };
/// let numbers = site.numbers(below).unwrap();
/// assert!(numbers["narrow"].contains(numbers["new"]));
/// ```
pub fn place<K: Copy>(
    root: K,
    count: i64,
    taken: Option<i64>,
    above: &[Above<K>],
) -> Option<Site<K>> {
    if let Some(into) = above.first()?.interval.room(taken, count) {
        return Some(Site { root, into });
    }
    let has = |one: &&Above<K>, least: i64| {
        one.inside.checked_add(count).is_some_and(|all| one.interval.width() / all.max(1) >= least)
    };
    above
        .iter()
        .find(|one| has(one, ROOMY))
        .or_else(|| above.last().filter(|whole| has(whole, SPREAD_MIN)))
        .map(|one| Site { root: one.id, into: one.interval })
}

impl<K: Copy + Eq + Hash> Site<K> {
    /// The numbers of everything that is renumbered, by [`spread`]. `children` tells who is to
    /// stand directly below, in order: the subtree that is placed is already where it is to be.
    pub fn numbers(self, children: impl Fn(&K) -> Vec<K>) -> Option<HashMap<K, Interval>> {
        spread(self.into, self.root, children)
    }
}

/// Numbers for a whole subtree inside an interval: every organisation gets a share in proportion
/// to what stands below it, and as much again stays free behind the last child.
///
/// `children` tells who stands directly below, in order. `None` if the interval is too narrow (it
/// needs two numbers for each organisation), or if one stands below itself or in two places.
///
/// ```
/// use xibao_domain::tree::{spread, WHOLE};
/// let below = |id: &u8| if *id == 0 { vec![1, 2] } else { vec![] };
/// let numbers = spread(WHOLE, 0_u8, below).unwrap();
/// assert!(numbers[&0].contains(numbers[&1]) && numbers[&1].last < numbers[&2].position);
/// ```
pub fn spread<K: Copy + Eq + Hash>(
    into: Interval,
    root: K,
    children: impl Fn(&K) -> Vec<K>,
) -> Option<HashMap<K, Interval>> {
    let sizes = sizes(root, &children)?;
    let total = *sizes.get(&root)?;
    if into.width() / total < SPREAD_MIN {
        return None;
    }
    let mut numbers = HashMap::with_capacity(sizes.len());
    let mut waiting = vec![(root, into)];
    while let Some((id, interval)) = waiting.pop() {
        numbers.insert(id, interval);
        let below = children(&id);
        let size: i64 = below.iter().filter_map(|child| sizes.get(child)).sum();
        if size == 0 {
            continue;
        }
        let inside = interval.width() - 1;
        let used = (inside / 2).max(size.min(inside));
        let (unit, mut first) = (used / size, interval.position + 1);
        if unit < 1 {
            return None;
        }
        for child in below {
            let width = unit.checked_mul(*sizes.get(&child)?)?;
            waiting.push((child, Interval { position: first, last: first + width - 1 }));
            first += width;
        }
    }
    Some(numbers)
}

/// How many organisations each subtree has; `None` if it is no tree.
fn sizes<K: Copy + Eq + Hash>(
    root: K,
    children: &impl Fn(&K) -> Vec<K>,
) -> Option<HashMap<K, i64>> {
    let mut order = vec![root];
    let mut next = 0;
    let mut parents: HashMap<K, K> = HashMap::new();
    while let Some(id) = order.get(next).copied() {
        for child in children(&id) {
            if child == root || parents.insert(child, id).is_some() {
                return None;
            }
            order.push(child);
        }
        next += 1;
    }
    let mut sizes: HashMap<K, i64> = order.iter().map(|id| (*id, 1)).collect();
    for id in order.iter().rev() {
        let size = sizes.get(id).copied().unwrap_or(1);
        if let Some(parent) = parents.get(id) {
            *sizes.entry(*parent).or_insert(1) += size;
        }
    }
    Some(sizes)
}

/// The numbers of a subtree moved by a distance that fits: what lay in `from` lies in `to`, whose
/// width must be the same.
pub const fn shifted(interval: Interval, from: Interval, to: Interval) -> Interval {
    let distance = to.position - from.position;
    Interval { position: interval.position + distance, last: interval.last + distance }
}
