//! Kinds of meeting: who must be there and how many must agree.

use super::{Citation, Refusal, cite_or_refuse};
use crate::day::Day;
use crate::model::Rulebook;
use crate::text::Text;
use serde::Deserialize;
use serde_json::Value;

/// `[[meeting]]`: a kind of meeting with its quorum and majority.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMeeting {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// The rule that asks for the attendance.
    pub rule_quorum: String,
    /// The rule that asks for the ayes.
    pub rule_majority: String,
    /// The rule that asks for a secret ballot, if one does.
    pub rule_secret: Option<String>,
    pub quorum: RawThreshold,
    pub adoption: RawThreshold,
    /// By how many the candidates must exceed the seats: `left * surplus >= right * seats`.
    pub surplus: Option<RawThreshold>,
    /// The rule that asks for it.
    pub rule_surplus: Option<String>,
    /// What can be done after a motion failed.
    #[serde(default)]
    pub ways_on: Vec<Text>,
}

/// `left * count > right * base` if strict, else `>=`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawThreshold {
    pub left: i64,
    pub right: i64,
    pub strict: bool,
    /// `eligible` (default) or `present`.
    pub base: Option<String>,
    /// A yes-or-no setting that says whether equality is enough.
    pub inclusive_setting: Option<String>,
    /// A setting that says what the base is.
    pub base_setting: Option<String>,
}

/// Of whom a share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// 应到会: all who have a vote.
    Eligible,
    /// 实到会: those who came.
    Present,
}

/// `left * count > right * base` if strict, else `>=`; whole numbers only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// Factor of the count.
    pub left: i64,
    /// Factor of the base.
    pub right: i64,
    /// Equality is not enough.
    pub strict: bool,
    /// Of whom the share is taken.
    pub base: Base,
    /// A setting that decides whether equality is enough.
    pub inclusive_setting: Option<String>,
    /// A setting that decides the base.
    pub base_setting: Option<String>,
}

impl Threshold {
    fn resolve(raw: RawThreshold, meeting: &str) -> Result<Threshold, String> {
        if !(1..=1_000).contains(&raw.left) || !(1..=1_000).contains(&raw.right) {
            return Err(format!(
                "meeting \"{meeting}\" has factors outside 1 to 1000; left = 2, right = 1 is half"
            ));
        }
        let base = match raw.base.as_deref() {
            None | Some("eligible") => Base::Eligible,
            Some("present") => Base::Present,
            Some(other) => {
                return Err(format!(
                    "meeting \"{meeting}\" has the base \"{other}\"; write eligible or present"
                ));
            }
        };
        Ok(Threshold {
            left: raw.left,
            right: raw.right,
            strict: raw.strict,
            base,
            inclusive_setting: raw.inclusive_setting,
            base_setting: raw.base_setting,
        })
    }

    /// The threshold with the settings of the rulebook applied.
    #[must_use]
    pub fn settled(&self, book: &Rulebook) -> Threshold {
        let mut settled = self.clone();
        if let Some(id) = &self.inclusive_setting
            && let Some(inclusive) = book.setting(id).and_then(|setting| setting.value.as_bool())
        {
            settled.strict = !inclusive;
        }
        match self.base_setting.as_deref().and_then(|id| book.setting_str(id)) {
            Some("present") => settled.base = Base::Present,
            Some("eligible") => settled.base = Base::Eligible,
            _ => {}
        }
        settled
    }

    /// Is the count enough?
    pub const fn holds(&self, count: i64, base: i64) -> bool {
        let (left, right) = (self.left.saturating_mul(count), self.right.saturating_mul(base));
        if self.strict { left > right } else { left >= right }
    }

    /// The smallest count that is enough.
    pub const fn needed(&self, base: i64) -> i64 {
        let product = self.right.saturating_mul(base);
        if self.strict {
            product.div_euclid(self.left).saturating_add(1)
        } else {
            product.saturating_add(self.left - 1).div_euclid(self.left)
        }
    }

    /// The base's number for this threshold.
    pub(super) const fn base_of(&self, eligible: i64, present: i64) -> i64 {
        match self.base {
            Base::Eligible => eligible,
            Base::Present => present,
        }
    }

    /// The test with its numbers, such as `2 × 12 = 24 > 21`.
    pub(super) fn words(&self, count: i64, base: i64) -> String {
        let (left, right) = (self.left.saturating_mul(count), self.right.saturating_mul(base));
        let sign = match (self.holds(count, base), self.strict) {
            (true, true) => ">",
            (true, false) => "≥",
            (false, true) => "≤",
            (false, false) => "<",
        };
        let product = |factor: i64, number: i64, product: i64| {
            if factor == 1 {
                number.to_string()
            } else {
                format!("{factor} × {number} = {product}")
            }
        };
        if self.right == 1 {
            format!("{} {sign} {right}", product(self.left, count, left))
        } else {
            format!(
                "{}, {}, {left} {sign} {right}",
                product(self.left, count, left),
                product(self.right, base, right)
            )
        }
    }
}

/// A kind of meeting.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Stable id, such as `admission`.
    pub id: String,
    /// Its name.
    pub text: Text,
    /// The rule that asks for the attendance.
    pub rule_quorum: String,
    /// The rule that asks for the ayes.
    pub rule_majority: String,
    /// The rule that asks for a secret ballot.
    pub rule_secret: Option<String>,
    /// Who must be there.
    pub quorum: Threshold,
    /// How many must agree.
    pub adoption: Threshold,
    /// By how many the candidates must exceed the seats, and the rule that says so.
    pub surplus: Option<(Threshold, String)>,
    /// What can be done after a motion failed.
    pub ways_on: Vec<Text>,
}

impl Meeting {
    pub(crate) fn resolve(raw: RawMeeting) -> Result<Meeting, String> {
        let surplus = match (raw.surplus, raw.rule_surplus) {
            (Some(surplus), Some(rule)) => Some((Threshold::resolve(surplus, &raw.id)?, rule)),
            (None, None) => None,
            _ => {
                return Err(format!(
                    "meeting \"{}\" needs both surplus and rule_surplus, or neither",
                    raw.id
                ));
            }
        };
        Ok(Meeting {
            quorum: Threshold::resolve(raw.quorum, &raw.id)?,
            adoption: Threshold::resolve(raw.adoption, &raw.id)?,
            surplus,
            text: Text::new(raw.zh, raw.en),
            id: raw.id,
            rule_quorum: raw.rule_quorum,
            rule_majority: raw.rule_majority,
            rule_secret: raw.rule_secret,
            ways_on: raw.ways_on,
        })
    }

    /// The meeting with this id, or a refusal that lists the known ones.
    pub(super) fn find<'a>(book: &'a Rulebook, id: &str) -> Result<&'a Meeting, Refusal> {
        book.meetings.iter().find(|meeting| meeting.id == id).ok_or_else(|| {
            let known: Vec<&str> =
                book.meetings.iter().map(|meeting| meeting.id.as_str()).collect();
            let known = known.join(", ");
            if id.is_empty() {
                return Refusal::new(
                    "meeting",
                    Value::Null,
                    format!("缺少会议类型 meeting；可用 {known}"),
                    format!("meeting is missing; there are {known}"),
                );
            }
            Refusal::new(
                "meeting",
                id,
                format!("没有这种会议；可用 {known}"),
                format!("there is no such meeting; there are {known}"),
            )
        })
    }

    /// The rule that decides: the attendance if it was not enough, else the majority.
    pub(super) fn basis(
        &self,
        book: &Rulebook,
        quorum: bool,
        on: Option<Day>,
    ) -> Result<Citation, Refusal> {
        cite_or_refuse(book, if quorum { &self.rule_majority } else { &self.rule_quorum }, on)
    }
}
