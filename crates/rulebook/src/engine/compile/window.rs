//! When which limit of a rule is in force.

use crate::day::Day;
use crate::length::Length;
use crate::model::{Cite, Rulebook};

/// Days during which one limit is in force.
pub(super) struct Window {
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) limit: Option<Length>,
}

/// The days on which each limit of a rule is in force; neighbours with one limit are one window.
pub(super) fn windows(book: &Rulebook, cites: &[Cite]) -> Vec<Window> {
    let mut windows: Vec<Window> = cites
        .iter()
        .filter_map(|cite| {
            let edition = book.edition(cite.edition)?;
            Some(Window {
                from: edition.from.unwrap_or(Day::MIN).number(),
                to: edition.to.unwrap_or(Day::MAX).number(),
                limit: cite.limit,
            })
        })
        .collect();
    windows.sort_by_key(|window| window.from);
    let mut merged: Vec<Window> = Vec::new();
    for window in windows {
        match merged.last_mut() {
            Some(last) if last.limit == window.limit && window.from <= last.to + 1 => {
                last.to = last.to.max(window.to);
            }
            _ => merged.push(window),
        }
    }
    merged
}
