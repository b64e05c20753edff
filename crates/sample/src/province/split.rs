//! A number of people divided among units.

use crate::dice::Dice;

/// So many parts of about the same size that together are the whole; none is smaller than three
/// if there are three for each.
pub(crate) fn even(dice: &mut Dice, whole: usize, count: usize) -> Vec<usize> {
    divided(whole, count, || dice.between(80, 120))
}

/// So many parts of which now and then one is much larger than the others.
pub(crate) fn uneven(dice: &mut Dice, whole: usize, count: usize) -> Vec<usize> {
    divided(whole, count, || {
        let weight = dice.between(70, 130);
        if dice.percent(12) { weight * 5 / 2 } else { weight }
    })
}

fn divided(whole: usize, count: usize, mut weight: impl FnMut() -> i32) -> Vec<usize> {
    let count = count.clamp(1, (whole / 3).max(1));
    let weights: Vec<(usize, usize)> =
        (0..count).map(|_| (usize::try_from(weight()).unwrap_or(100), 3)).collect();
    shares(whole, &weights)
}

/// The whole divided by weights, each part with its least size; parts that would be smaller are
/// zero where the least size is not to be had for all.
pub(crate) fn shares(whole: usize, weights: &[(usize, usize)]) -> Vec<usize> {
    let total: usize = weights.iter().map(|(weight, _)| weight).sum::<usize>().max(1);
    let mut sizes: Vec<usize> = weights
        .iter()
        .map(|(weight, least)| {
            let share = whole * weight / total;
            if share < *least { 0 } else { share }
        })
        .collect();
    let mut left = whole - sizes.iter().sum::<usize>();
    if sizes.iter().all(|size| *size == 0)
        && let Some(size) = sizes.first_mut()
    {
        *size = left;
        left = 0;
    }
    // What rounding and parts too small have left goes round.
    while left > 0 {
        for size in sizes.iter_mut().filter(|size| **size > 0) {
            let one = left.min(1);
            *size += one;
            left -= one;
        }
    }
    sizes
}

/// How many parts of about `mean` a whole has, at least one.
pub(crate) const fn count(whole: usize, mean: usize) -> usize {
    let count = (whole + mean / 2) / mean;
    if count == 0 { 1 } else { count }
}
