//! Chance that is the same on every platform.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A source of chance for one dossier.
///
/// Only the words of the cipher are used: how libraries turn them into ranges differs from
/// version to version, and a seed has to give the same dossiers for years.
pub(crate) struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    /// The chance of one dossier: its own stream of the seed's cipher.
    pub(crate) fn new(seed: u64, dossier: u64) -> Dice {
        Dice::in_room(seed, 0, dossier)
    }

    /// Chance for another purpose: what one room draws is independent of what another does.
    pub(crate) fn in_room(seed: u64, room: u8, stream: u64) -> Dice {
        let mut key = [0; 32];
        for (to, from) in key.iter_mut().zip(seed.to_le_bytes().into_iter().chain([room])) {
            *to = from;
        }
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(stream);
        Dice { rng }
    }

    /// A number from 0 to `bound - 1`; 0 if the bound is not positive.
    pub(crate) fn below(&mut self, bound: i32) -> i32 {
        let word = u64::from(self.rng.next_u32());
        let bound = u64::try_from(bound).unwrap_or(0);
        i32::try_from((word * bound) >> 32).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below(high - low + 1)
    }

    /// True about `percent` times in a hundred.
    pub(crate) fn percent(&mut self, percent: i32) -> bool {
        self.below(100) < percent
    }

    /// True with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        f64::from(self.rng.next_u32()) < probability * 4_294_967_296.0
    }

    /// One of a list; `None` of an empty one.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let bound = i32::try_from(list.len()).unwrap_or(i32::MAX);
        let index = usize::try_from(self.below(bound)).unwrap_or(0);
        list.get(index).copied()
    }

    /// A whole number near `mean`, which is what it is on average.
    pub(crate) fn about(&mut self, mean: f64) -> u32 {
        let mut whole = 0;
        let mut left = mean;
        while left >= 1.0 {
            left -= 1.0;
            whole += 1;
        }
        whole + u32::from(self.chance(left))
    }

    /// One of a list, each as often as its weight says; `None` if there is no weight at all.
    pub(crate) fn weighted<T: Copy>(&mut self, list: &[(T, i32)]) -> Option<T> {
        let total: i32 = list.iter().map(|(_, weight)| *weight).sum();
        let mut left = self.below(total);
        list.iter()
            .find(|(_, weight)| {
                left -= weight;
                left < 0
            })
            .map(|(item, _)| *item)
    }
}
