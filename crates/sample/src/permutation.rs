//! The numbers below a bound in another order, without a table.

/// Rounds of mixing; four make neighbours unrelated to the eye.
const ROUNDS: u64 = 4;

/// An order of the numbers from 0 to `size - 1`: every number comes out exactly once.
///
/// A Feistel network over the smallest even number of bits that is enough, walked on until the
/// number is below the size again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Permutation {
    size: u64,
    key: u64,
    half: u32,
}

impl Permutation {
    /// The order of this many numbers that belongs to a key.
    pub(crate) fn new(size: u64, key: u64) -> Permutation {
        let bits = u64::BITS - size.saturating_sub(1).leading_zeros();
        Permutation { size, key, half: bits.div_ceil(2).max(1) }
    }

    /// Where a number comes; numbers from `size` on begin again.
    pub(crate) fn of(&self, number: u64) -> u64 {
        if self.size == 0 {
            return 0;
        }
        let mut place = self.mixed(number % self.size);
        // The walk returns to a number below the size, because it began at one.
        while place >= self.size {
            place = self.mixed(place);
        }
        place
    }

    fn mixed(&self, number: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (number >> self.half, number & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (stirred(right ^ self.key, round) & mask));
        }
        (left << self.half) | right
    }
}

/// The finaliser of `SplitMix64`.
fn stirred(word: u64, round: u64) -> u64 {
    let word = word.wrapping_add(round.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::Permutation;

    #[test]
    fn every_number_comes_out_once() {
        for size in [1, 2, 3, 7, 324, 1_000, 4_099] {
            let order = Permutation::new(size, 42);
            let mut places: Vec<u64> = (0..size).map(|number| order.of(number)).collect();
            places.sort_unstable();
            assert_eq!(places, (0..size).collect::<Vec<_>>(), "{size}");
        }
        assert_eq!(Permutation::new(0, 1).of(5), 0);
    }
}
