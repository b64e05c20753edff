//! Elections: attendance of four fifths, more candidates than seats, more than half of those due
//! (2020 election regulations; article numbers not seen).

use super::vote::{Base, Meeting, Threshold, quorum_words, wrong_words};
use super::{Citation, Refusal, cite_all, say};
use crate::day::Day;
use crate::model::Rulebook;
use crate::text::Text;
use serde::Serialize;

/// The tallies of one election, in persons.
#[derive(Debug, Clone, Default)]
pub struct ElectionRequest {
    /// The kind of meeting; `election` unless the rulebook has others.
    pub meeting: String,
    /// All who have a vote.
    pub eligible: i64,
    /// Those of them who came.
    pub present: i64,
    /// Seats to fill.
    pub seats: i64,
    /// Ayes of each candidate, in the order of the ballot.
    pub ayes: Vec<i64>,
    /// Ballots handed out.
    pub ballots_issued: Option<i64>,
    /// Ballots collected.
    pub ballots_collected: Option<i64>,
    /// The day of the election; picks the edition.
    pub on: Option<Day>,
}

/// What an election came to. Candidates are named by their place on the ballot, from 0.
#[derive(Debug, Clone, Serialize)]
pub struct ElectionAnswer {
    /// Were enough there? `None` if the record is not valid.
    pub quorum: Option<bool>,
    /// Were there enough more candidates than seats?
    pub difference_ok: Option<bool>,
    /// Who is elected, most votes first.
    pub elected: Vec<usize>,
    /// Who has the same number of votes for the last seats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tied: Vec<usize>,
    /// Seats left empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<i64>,
    /// What comes next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<Text>,
    /// Can the tallies be true together?
    pub record_valid: bool,
    /// The smallest number of votes that elects.
    pub needed: Option<i64>,
    /// The smallest attendance that is enough.
    pub needed_present: Option<i64>,
    /// The smallest number of candidates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates_needed: Option<i64>,
    /// The tallies that cannot be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The rule that decides.
    #[serde(flatten)]
    pub basis: Citation,
    /// Every rule that was applied.
    pub cites: Vec<Citation>,
    /// The arithmetic in words.
    pub why: Text,
}

/// What an election came to.
///
/// # Errors
/// [`Refusal`] if the meeting is unknown, its rules have no edition on that day, or there is no
/// seat to fill. Tallies that cannot be true are an answer (`record_valid` is false).
///
/// ```
/// use xibao_rulebook::{bundled, calc::election};
/// let book = bundled::cpc()?;
/// let request = election::ElectionRequest {
///     meeting: "election".into(), eligible: 30, present: 24, seats: 3,
///     ayes: vec![20, 17, 16, 9], ..Default::default()
/// };
/// let answer = election::reckon(&book, &request).unwrap();
/// assert_eq!(answer.elected, [0, 1, 2]);
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn reckon(book: &Rulebook, request: &ElectionRequest) -> Result<ElectionAnswer, Refusal> {
    if request.seats < 1 {
        return Err(Refusal::new(
            "seats",
            request.seats,
            "应选名额至少为 1；请核对",
            "there must be at least one seat; check it",
        ));
    }
    let meeting = Meeting::find(book, &request.meeting)?;
    let quorum_test = meeting.quorum.settled(book);
    let majority = meeting.adoption.settled(book);
    let (eligible, present) = (request.eligible, request.present);
    let quorum = quorum_test.holds(present, eligible);
    let wrongs = impossible(request);
    let valid = wrongs.is_empty();
    let base = majority.base_of(eligible, present);
    let count = if valid && quorum { count(request, &majority, base) } else { Count::default() };
    let candidates = i64::try_from(request.ayes.len()).unwrap_or(i64::MAX);
    let surplus = meeting.surplus.as_ref().map(|(test, _)| test);
    let surplus_rule = meeting.surplus.as_ref().map(|(_, rule)| rule.as_str());
    let mut rules = vec![meeting.rule_quorum.as_str(), meeting.rule_majority.as_str()];
    rules.extend(surplus_rule);
    let difference =
        surplus.map(|test| test.holds(candidates.saturating_sub(request.seats), request.seats));
    let mut answer = ElectionAnswer {
        quorum: valid.then_some(quorum),
        difference_ok: difference,
        shortfall: (valid && quorum && count.shortfall > 0).then_some(count.shortfall),
        action: None,
        elected: count.elected,
        tied: count.tied,
        record_valid: valid,
        needed: (eligible > 0).then(|| majority.needed(base.max(0))),
        needed_present: (eligible > 0).then(|| quorum_test.needed(eligible)),
        candidates_needed: surplus
            .map(|test| request.seats.saturating_add(test.needed(request.seats))),
        reason: (!valid).then(|| wrongs.join("; ")),
        basis: meeting.basis(book, quorum, request.on)?,
        cites: cite_all(book, rules, request.on),
        why: Text::default(),
    };
    answer.action = action(&answer);
    answer.why = if valid {
        words(request, &answer, (&quorum_test, &majority))
    } else {
        wrong_words(&wrongs)
    };
    Ok(answer)
}

fn impossible(request: &ElectionRequest) -> Vec<&'static str> {
    let issued = request.ballots_issued.unwrap_or(request.present);
    let sum = request.ayes.iter().fold(0i64, |sum, ayes| sum.saturating_add(*ayes));
    let tests = [
        (request.eligible < 0, "eligible < 0"),
        (request.eligible == 0, "eligible = 0"),
        (request.present < 0, "present < 0"),
        (request.present > request.eligible, "present > eligible"),
        (request.ayes.iter().any(|ayes| *ayes < 0), "ayes < 0"),
        (request.ayes.iter().any(|ayes| *ayes > request.present), "ayes > present"),
        // A ballot that chooses more than the seats is void, so valid ones cannot exceed this.
        (sum > request.present.saturating_mul(request.seats), "sum of ayes > present * seats"),
        (
            request.ballots_collected.is_some_and(|collected| collected > issued),
            "ballots_collected > ballots_issued",
        ),
    ];
    tests.iter().filter(|(wrong, _)| *wrong).map(|(_, name)| *name).collect()
}

#[derive(Default)]
struct Count {
    elected: Vec<usize>,
    tied: Vec<usize>,
    shortfall: i64,
}

fn count(request: &ElectionRequest, majority: &Threshold, base: i64) -> Count {
    let seats = usize::try_from(request.seats).unwrap_or(usize::MAX);
    let mut winners: Vec<(usize, i64)> = request
        .ayes
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, ayes)| majority.holds(*ayes, base))
        .collect();
    winners.sort_by_key(|(index, ayes)| (std::cmp::Reverse(*ayes), *index));
    let last_in = seats.checked_sub(1).and_then(|last| winners.get(last)).map(|(_, ayes)| *ayes);
    let first_out = winners.get(seats).map(|(_, ayes)| *ayes);
    let contested = last_in.filter(|ayes| first_out == Some(*ayes));
    let indices = |tied: bool| {
        winners
            .iter()
            .take(if tied { winners.len() } else { seats })
            .filter(|(_, ayes)| (contested == Some(*ayes)) == tied)
            .map(|(index, _)| *index)
            .collect::<Vec<_>>()
    };
    let tied = if contested.is_some() { indices(true) } else { Vec::new() };
    let missing = seats.saturating_sub(winners.len());
    Count { elected: indices(false), tied, shortfall: i64::try_from(missing).unwrap_or(i64::MAX) }
}

fn action(answer: &ElectionAnswer) -> Option<Text> {
    if !answer.tied.is_empty() {
        return Some(Text::new(
            "得票相等而名额不够，就得票相等的候选人再次投票。",
            "The tied candidates stand in a fresh ballot between them.",
        ));
    }
    answer.shortfall.map(|left| {
        Text::new(
            format!(
                "空缺 {left} 名：可从未当选的候选人中另行选举；接近应选名额的，经半数以上选举人\
                 同意，也可以减少名额。"
            ),
            format!(
                "{left} left empty: hold another ballot among those not elected, or, if close to \
                 the number of seats, reduce the seats with the consent of half the voters."
            ),
        )
    })
}

fn words(
    request: &ElectionRequest,
    answer: &ElectionAnswer,
    (quorum_test, majority): (&Threshold, &Threshold),
) -> Text {
    let mut why = quorum_words(quorum_test, request.eligible, request.present);
    let (seats, candidates) = (request.seats, request.ayes.len());
    if let (Some(false), Some(least)) = (answer.difference_ok, answer.candidates_needed) {
        say(
            &mut why,
            &format!("应选 {seats} 名，候选人至少 {least} 名，现有 {candidates} 名，差额不够。"),
            &format!("{seats} seats need at least {least} candidates; there are {candidates}. "),
        );
    }
    if answer.quorum == Some(true) {
        let base = majority.base_of(request.eligible, request.present);
        let needed = majority.needed(base);
        let elected = answer.elected.len();
        let (of_zh, of_en) = match majority.base {
            Base::Eligible => ("应到会", "eligible"),
            Base::Present => ("实到会", "present"),
        };
        say(
            &mut why,
            &format!(
                "以{of_zh} {base} 人为准，至少得 {needed} 票方可当选；应选 {seats} 名，当选 {elected} 名。"
            ),
            &format!(
                "Of {base} {of_en}, {needed} votes elect; {elected} elected for {seats} seats."
            ),
        );
    }
    why.en.truncate(why.en.trim_end().len());
    why
}

#[cfg(test)]
mod tests;
