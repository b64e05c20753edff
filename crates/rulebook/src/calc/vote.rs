//! Votes: attendance and adoption, both in whole numbers (2014 rules, arts. 20 and 21; 2026,
//! arts. 19 and 20; branch regulations, arts. 11 and 12).

use super::{Citation, Refusal, cite_all, say};
use crate::day::Day;
use crate::model::Rulebook;
use crate::text::Text;
use serde::Serialize;

pub(crate) use super::meeting::RawMeeting;
pub use super::meeting::{Base, Meeting, Threshold};

/// The tallies of one vote, in persons.
#[derive(Debug, Clone, Default)]
pub struct VoteRequest {
    /// The kind of meeting, such as `admission`.
    pub meeting: String,
    /// 应到会: all who have a vote.
    pub eligible: i64,
    /// 到会: those of them who came.
    pub present: i64,
    /// Ayes in the room.
    pub ayes: i64,
    /// Ayes of absentees, handed in formally before the meeting.
    pub written_ayes: i64,
    /// Noes in the room.
    pub noes: i64,
    /// Abstentions and void ballots in the room.
    pub abstentions: i64,
    /// Was the ballot secret?
    pub secret: Option<bool>,
    /// Ballots handed out.
    pub ballots_issued: Option<i64>,
    /// Ballots collected.
    pub ballots_collected: Option<i64>,
    /// The day of the meeting; picks the edition.
    pub on: Option<Day>,
}

/// What a vote came to.
#[derive(Debug, Clone, Serialize)]
pub struct VoteAnswer {
    /// Can the tallies be true together?
    pub record_valid: bool,
    /// Were enough there? `None` if the record is not valid.
    pub quorum: Option<bool>,
    /// Was the motion adopted? `None` if the record is not valid.
    pub adopted: Option<bool>,
    /// The smallest number of ayes that adopts.
    pub needed: Option<i64>,
    /// The smallest attendance that is enough.
    pub needed_present: Option<i64>,
    /// Was the way of voting right? `None` if it was not said or no rule asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method_ok: Option<bool>,
    /// The tallies that cannot be, such as `present > eligible`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The rule that decides.
    #[serde(flatten)]
    pub basis: Citation,
    /// What can be done after the motion failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Text>,
    /// Every rule that was applied.
    pub cites: Vec<Citation>,
    /// The arithmetic in words.
    pub why: Text,
}

/// What a vote came to.
///
/// # Errors
/// [`Refusal`] if the meeting is unknown or its rules have no edition on that day. Tallies that
/// cannot be true are an answer (`record_valid` is false), not an error.
///
/// ```
/// use xibao_rulebook::{bundled, calc::vote};
/// let book = bundled::cpc()?;
/// let request = vote::VoteRequest {
///     meeting: "admission".into(), eligible: 21, present: 12, ayes: 11, ..Default::default()
/// };
/// let answer = vote::reckon(&book, &request).unwrap();
/// assert_eq!((answer.quorum, answer.adopted, answer.needed), (Some(true), Some(true), Some(11)));
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn reckon(book: &Rulebook, request: &VoteRequest) -> Result<VoteAnswer, Refusal> {
    let meeting = Meeting::find(book, &request.meeting)?;
    let quorum_test = meeting.quorum.settled(book);
    let adoption_test = meeting.adoption.settled(book);
    let (eligible, present) = (request.eligible, request.present);
    let quorum = quorum_test.holds(present, eligible);
    let ayes = request.ayes.saturating_add(request.written_ayes);
    let base = adoption_test.base_of(eligible, present);
    let adopted = quorum && adoption_test.holds(ayes, base);
    let secret = meeting.rule_secret.as_deref().zip(request.secret);
    let wrongs = impossible(request);
    let valid = wrongs.is_empty();
    let mut rules = vec![meeting.rule_quorum.as_str(), meeting.rule_majority.as_str()];
    rules.extend(secret.map(|(rule, _)| rule));
    let mut answer = VoteAnswer {
        record_valid: valid,
        quorum: valid.then_some(quorum),
        adopted: valid.then_some(adopted),
        needed: (eligible > 0).then(|| adoption_test.needed(base.max(0))),
        needed_present: (eligible > 0).then(|| quorum_test.needed(eligible)),
        method_ok: secret.map(|(_, secret)| secret),
        reason: (!valid).then(|| wrongs.join("; ")),
        basis: meeting.basis(book, quorum, request.on)?,
        options: if valid && !adopted { meeting.ways_on.clone() } else { Vec::new() },
        cites: cite_all(book, rules, request.on),
        why: Text::default(),
    };
    answer.why = if valid {
        words(request, (&quorum_test, &adoption_test), (quorum, adopted))
    } else {
        wrong_words(&wrongs)
    };
    if answer.method_ok == Some(false) {
        say(
            &mut answer.why,
            "本类表决应采用无记名投票。",
            " This vote is to be taken by secret ballot.",
        );
    }
    Ok(answer)
}

/// The tallies that cannot be true together.
fn impossible(request: &VoteRequest) -> Vec<&'static str> {
    let negative = [
        (request.eligible, "eligible < 0"),
        (request.present, "present < 0"),
        (request.ayes, "ayes < 0"),
        (request.written_ayes, "written_ayes < 0"),
        (request.noes, "noes < 0"),
        (request.abstentions, "abstentions < 0"),
    ];
    let mut wrongs: Vec<&'static str> =
        negative.iter().filter(|(tally, _)| *tally < 0).map(|(_, wrong)| *wrong).collect();
    let in_room = request.ayes.saturating_add(request.noes).saturating_add(request.abstentions);
    let absent = request.eligible.saturating_sub(request.present);
    let issued = request.ballots_issued.unwrap_or(request.present);
    for (wrong, name) in [
        (request.eligible == 0, "eligible = 0"),
        (request.present > request.eligible, "present > eligible"),
        (in_room > request.present, "ayes + noes + abstentions > present"),
        (request.written_ayes > absent.max(0), "written_ayes > eligible - present"),
        (
            request.ballots_collected.is_some_and(|collected| collected > issued),
            "ballots_collected > ballots_issued",
        ),
    ] {
        if wrong {
            wrongs.push(name);
        }
    }
    wrongs
}

pub(super) fn wrong_words(wrongs: &[&str]) -> Text {
    let wrongs = wrongs.join("; ");
    Text::new(
        format!("票数互相矛盾（{wrongs}），无法判定；请核对会议记录。"),
        format!("The tallies contradict each other ({wrongs}); check the minutes."),
    )
}

pub(super) fn quorum_words(test: &Threshold, eligible: i64, present: i64) -> Text {
    let sum = test.words(present, eligible);
    let needed = test.needed(eligible);
    if test.holds(present, eligible) {
        Text::new(
            format!("应到会 {eligible} 人，到会 {present} 人（{sum}），到会人数符合要求。"),
            format!("{eligible} eligible, {present} present ({sum}): enough attended. "),
        )
    } else {
        Text::new(
            format!(
                "应到会 {eligible} 人，至少需到会 {needed} 人，实到 {present} 人（{sum}），不能表决。"
            ),
            format!(
                "{eligible} eligible, at least {needed} must attend, {present} came ({sum}): no \
                 vote can be taken. "
            ),
        )
    }
}

fn words(
    request: &VoteRequest,
    (quorum_test, adoption_test): (&Threshold, &Threshold),
    (quorum, adopted): (bool, bool),
) -> Text {
    let mut why = quorum_words(quorum_test, request.eligible, request.present);
    if !quorum {
        why.en.truncate(why.en.trim_end().len());
        return why;
    }
    let ayes = request.ayes.saturating_add(request.written_ayes);
    let base = adoption_test.base_of(request.eligible, request.present);
    let sum = adoption_test.words(ayes, base);
    let needed = adoption_test.needed(base);
    let (of_zh, of_en) = match adoption_test.base {
        Base::Eligible => ("应到会", "eligible"),
        Base::Present => ("实到会", "present"),
    };
    let (result_zh, result_en) =
        if adopted { ("通过", "adopted") } else { ("未通过", "not adopted") };
    let (written_zh, written_en) = if request.written_ayes > 0 {
        (
            format!("（含书面意见 {} 票）", request.written_ayes),
            format!(" ({} in writing)", request.written_ayes),
        )
    } else {
        (String::new(), String::new())
    };
    say(
        &mut why,
        &format!(
            "以{of_zh} {base} 人为准，至少需赞成 {needed} 票；赞成 {ayes} 票{written_zh}（{sum}），{result_zh}。"
        ),
        &format!(
            "Of {base} {of_en}, {needed} ayes are needed; {ayes} ayes{written_en} ({sum}): {result_en}."
        ),
    );
    why
}

#[cfg(test)]
mod tests;
