//! Which letters are pinyin.

use std::collections::HashSet;
use std::sync::OnceLock;

const DATA: &str = include_str!("../../data/syllables.txt");

/// Letters of the longest syllable.
const LONGEST: usize = 6;

struct Syllables {
    whole: HashSet<&'static str>,
    begun: HashSet<&'static str>,
}

fn syllables() -> &'static Syllables {
    static SYLLABLES: OnceLock<Syllables> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        let lines = DATA.lines().filter(|line| !line.starts_with('#'));
        let mut whole: HashSet<&'static str> = lines.flat_map(str::split_whitespace).collect();
        whole.extend(["lue", "nue"]);
        let begun = whole.iter().flat_map(|s| (1..s.len()).filter_map(|end| s.get(..end)));
        let begun = begun.collect();
        Syllables { whole, begun }
    })
}

/// Places at which the word can be divided into whole syllables from its start.
fn ends(word: &str) -> Vec<usize> {
    let syllables = syllables();
    let mut ends = vec![0];
    for at in 1..=word.len() {
        let from = at.saturating_sub(LONGEST);
        let joins = |start: &&usize| {
            **start >= from
                && word.get(**start..at).is_some_and(|part| syllables.whole.contains(part))
        };
        if ends.iter().any(|start| joins(&start)) {
            ends.push(at);
        }
    }
    ends
}

/// Whether a word of at least two letters is one or more whole syllables.
pub(crate) fn is_whole(word: &str) -> bool {
    word.len() >= 2 && ends(word).contains(&word.len())
}

/// Whether a word is whole syllables and perhaps the beginning of one more.
pub(crate) fn is_begun(word: &str) -> bool {
    let begun = &syllables().begun;
    ends(word)
        .iter()
        .any(|&end| word.get(end..).is_some_and(|rest| rest.is_empty() || begun.contains(rest)))
}

#[cfg(test)]
mod tests {
    use super::{is_begun, is_whole};

    #[test]
    fn words_are_told_apart() {
        for word in ["wang", "jianguo", "lv", "lue", "xian"] {
            assert!(is_whole(word) && is_begun(word), "{word}");
        }
        for word in ["wangj", "j", "zh", "a"] {
            assert!(!is_whole(word) && is_begun(word), "{word}");
        }
        for word in ["jg", "wjg", "smith", "жан"] {
            assert!(!is_whole(word) && !is_begun(word), "{word}");
        }
    }
}
