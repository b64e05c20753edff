//! Tallies of a meeting in one cell, in words or between slashes.

use crate::cells::leading_date;
use crate::date::{Read, fold, read_text};
use xibao_rulebook::Dated;

/// No meeting is larger; larger numbers are years or slips.
const PEOPLE_MAX: i32 = 100_000;

/// What a cell with a date and votes holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Votes {
    pub(crate) on: Option<Dated>,
    pub(crate) eligible: Option<i32>,
    pub(crate) present: Option<i32>,
    pub(crate) ayes: Option<i32>,
    pub(crate) noes: Option<i32>,
    pub(crate) abstentions: Option<i32>,
    pub(crate) written_ayes: Option<i32>,
    /// It is not clear of whom those who may vote were counted.
    pub(crate) doubtful: bool,
}

impl Votes {
    /// Is nothing told?
    pub(crate) fn is_empty(&self) -> bool {
        *self == Votes::default()
    }
}

/// What a word in a tally counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Expected,
    There,
    Voting,
    Ayes,
    WrittenAyes,
    Noes,
    Abstentions,
}

/// The words, longer ones before those that they contain.
const WORDS: [(&str, Word); 15] = [
    ("书面赞成", Word::WrittenAyes),
    ("书面同意", Word::WrittenAyes),
    ("不赞成", Word::Noes),
    ("不同意", Word::Noes),
    ("应到", Word::Expected),
    ("应参会", Word::Expected),
    ("实到", Word::There),
    ("到会", Word::There),
    ("实参会", Word::There),
    ("有表决权", Word::Voting),
    ("赞成", Word::Ayes),
    ("同意", Word::Ayes),
    ("反对", Word::Noes),
    ("弃权", Word::Abstentions),
    ("弃票", Word::Abstentions),
];

/// A word with the text on either side, as far as the next word.
struct Found<'t> {
    word: Word,
    before: &'t str,
    after: &'t str,
}

/// `2019.6.1（应到16人，实到15人，赞成14票，反对1票，弃权0票）`, `14票赞成，1票反对`,
/// `2019.6.1 16/15/14/1/0`; what stands between slashes is told by the header, if it lists it.
pub(crate) fn votes(text: &str, header: &str) -> Votes {
    let folded = fold(text);
    let mut votes = Votes { on: leading_date(text), ..Votes::default() };
    let found = words(&folded);
    people(&found, &mut votes);
    let is_vote =
        |found: &&Found<'_>| !matches!(found.word, Word::Expected | Word::There | Word::Voting);
    let ballots: Vec<&Found<'_>> = found.iter().filter(is_vote).collect();
    // 14票赞成，1票反对: the numbers come first, so the last word has none after it.
    let numbers_first = ballots.first().is_some_and(|first| number_before(first.before).is_some())
        && ballots.last().is_some_and(|last| number_after(last.after).is_none());
    for ballot in ballots {
        let number = if numbers_first { number_before(ballot.before) } else { None };
        let number = number.or_else(|| number_after(ballot.after).filter(|_| !numbers_first));
        let place = match ballot.word {
            Word::Ayes => &mut votes.ayes,
            Word::WrittenAyes => &mut votes.written_ayes,
            Word::Noes => &mut votes.noes,
            _ => &mut votes.abstentions,
        };
        *place = place.or(number);
    }
    if votes.eligible.is_none() && !votes.doubtful {
        slashed(text, header, &mut votes);
    }
    votes
}

fn words(text: &str) -> Vec<Found<'_>> {
    let mut places: Vec<(usize, usize, Word)> = Vec::new();
    let mut from = 0;
    for (at, _) in text.char_indices() {
        let Some(rest) = text.get(at..).filter(|_| at >= from) else { continue };
        if let Some((word, kind)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            from = at + word.len();
            places.push((at, from, *kind));
        }
    }
    let begins = |index: usize| places.get(index).map_or(text.len(), |(begin, _, _)| *begin);
    let mut end_before = 0;
    let mut found = Vec::new();
    for (index, (begin, end, word)) in places.iter().enumerate() {
        let before = text.get(end_before..*begin).unwrap_or_default();
        let after = text.get(*end..begins(index + 1)).unwrap_or_default();
        // 应到会, 实到会: the rest of the word.
        found.push(Found { word: *word, before, after });
        end_before = *end;
    }
    found
}

/// The first number before any stop; the parts of dates and of lists are none.
fn number_after(text: &str) -> Option<i32> {
    let text = text.split([',', '，', ';', '；', '。', '、', '(', ')']).next()?;
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at_checked(end)?;
    if unit.starts_with(['.', '-', '年', '月', '%']) {
        return None;
    }
    // 赞成14/反对1 is two numbers, 16/15/14 a list.
    let listed =
        unit.strip_prefix('/').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    digits.parse().ok().filter(|number| *number <= PEOPLE_MAX && !listed)
}

/// 14 of 14票赞成, 14人同意.
fn number_before(text: &str) -> Option<i32> {
    let text = text.strip_suffix(['票', '人', '名'])?;
    let start = text.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
        at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
    });
    // After a word that counts people and no stop, it is their number: 实到15人同意.
    let digits = text.get(start..)?;
    digits.parse().ok().filter(|number| *number <= PEOPLE_MAX)
}

/// Those who should come and those who came; where those who may vote are counted apart, they
/// alone. `应到20名，其中有表决权16名；实到18名，其中有表决权15名`.
fn people(found: &[Found<'_>], votes: &mut Votes) {
    let (mut expected, mut there) = (None, None);
    let (mut may_vote, mut may_vote_there, mut alone) = (None, None, None);
    let mut group = None;
    for item in found {
        let number = number_after(item.after);
        match item.word {
            Word::Expected => {
                expected = expected.or(number);
                group = Some(Word::Expected);
            }
            Word::There => {
                there = there.or(number);
                group = Some(Word::There);
            }
            Word::Voting => match group {
                Some(Word::Expected) => may_vote = may_vote.or(number),
                Some(_) => may_vote_there = may_vote_there.or(number),
                None => alone = alone.or(number),
            },
            _ => {}
        }
    }
    let may_vote = may_vote.or(alone.filter(|_| expected.is_none()));
    match (may_vote, may_vote_there) {
        (None, None) => (votes.eligible, votes.present) = (expected, there),
        (Some(_), Some(_)) => (votes.eligible, votes.present) = (may_vote, may_vote_there),
        // 应到会有表决权16人，实到15人: the word holds for both; 应到20（有表决权16），实到18: it
        // does not.
        (Some(_), None) => {
            votes.eligible = may_vote;
            votes.present = there.filter(|_| expected.is_none());
        }
        // 应到16人，实到有表决权15人, but of 应到20，实到18，有表决权15 nobody knows.
        (None, Some(_)) if there.is_none() => {
            (votes.eligible, votes.present) = (expected, may_vote_there);
        }
        (None, Some(_)) => votes.doubtful = true,
    }
}

/// Numbers between slashes, in the order of the header; else eligible, present, ayes, noes,
/// abstentions.
fn slashed(text: &str, header: &str, votes: &mut Votes) {
    let last = text.split_whitespace().last().unwrap_or_default();
    let numbers: Option<Vec<i32>> = last.split('/').map(|part| part.parse().ok()).collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() >= 3) else { return };
    // 2019/6/1 is the day, not a tally.
    if matches!(read_text(last), Read::Date(_)) {
        return;
    }
    let folded = fold(header);
    let listed = folded.rsplit_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    let words: Vec<&str> = listed.split('/').collect();
    let usual = ["应到", "实到", "赞成", "不赞成", "弃权"];
    let order = if words.len() == numbers.len() { words.as_slice() } else { &usual };
    if order.len() < numbers.len() {
        return;
    }
    // Beside those who may vote, the other two count everybody and tell nothing of the quorum.
    let everybody = order.contains(&"有表决权");
    for (word, value) in order.iter().zip(numbers) {
        let place = match *word {
            "应到" | "实到" if everybody => continue,
            "应到" | "应到会" => &mut votes.eligible,
            "实到" | "实到会" => &mut votes.present,
            "赞成" | "同意" => &mut votes.ayes,
            "不赞成" | "不同意" | "反对" => &mut votes.noes,
            "弃权" => &mut votes.abstentions,
            _ => continue,
        };
        *place = Some(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn votes_in_words_and_between_slashes() {
        let day = Dated::parse("2019-06-01").ok();
        for (text, on, numbers) in [
            (
                "2019.6.1（应到16人，实到15人，赞成14票，不赞成1票，弃权0票）",
                day,
                [16, 15, 14, 1, 0].map(Some),
            ),
            ("2019-06-01 16/15/14/1/0", day, [16, 15, 14, 1, 0].map(Some)),
            ("应到16实到15同意14反对1弃权0", None, [16, 15, 14, 1, 0].map(Some)),
            ("应到16人实到15人14票赞成1票反对0票弃权", None, [16, 15, 14, 1, 0].map(Some)),
            ("应到16人，实到15人，14票同意、1票反对，0票弃权", None, [16, 15, 14, 1, 0].map(Some)),
            ("应到会：16，实到会：15，赞成14/反对1/弃权0", None, [16, 15, 14, 1, 0].map(Some)),
            (
                "2019.6.1 应到会党员20名，其中有表决权的党员16名；实到会党员18名，其中有表决权的\
                 党员15名，同意15票，反对0票",
                day,
                [Some(16), Some(15), Some(15), Some(0), None],
            ),
            (
                "应到20(有表决权16)实到18(有表决权15)赞成15票",
                None,
                [Some(16), Some(15), Some(15), None, None],
            ),
            ("应到会有表决权16人，实到15人", None, [Some(16), Some(15), None, None, None]),
            ("有表决权16人，实到15人，同意15", None, [Some(16), Some(15), Some(15), None, None]),
            ("应到16人，实到会有表决权15人", None, [Some(16), Some(15), None, None, None]),
            ("应到20（有表决权16），实到18", None, [Some(16), None, None, None, None]),
            ("2019年6月1日，一致同意，反对0票", day, [None, None, None, Some(0), None]),
            ("应到16人，实到15人，全票赞成", None, [Some(16), Some(15), None, None, None]),
            ("2019.6.1 同意接收，2019.6.8公示", day, [None; 5]),
        ] {
            let found = votes(text, "");
            let seen = [found.eligible, found.present, found.ayes, found.noes, found.abstentions];
            assert_eq!((found.on, seen), (on, numbers), "{text}");
            assert!(!found.doubtful, "{text}");
        }
        let unclear = votes("应到20人，实到18人，有表决权15人，同意14", "");
        assert!(unclear.doubtful);
        assert_eq!((unclear.eligible, unclear.present, unclear.ayes), (None, None, Some(14)));
        let written = votes("应到17，实到15，同意8票，书面同意2票", "");
        assert_eq!((written.ayes, written.written_ayes), (Some(8), Some(2)));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9年月日.、,/至 应到实赞成人票有表决权反对-]{0,40}") {
            let _ = votes(&text, &text);
        }
    }
}
