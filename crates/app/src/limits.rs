//! Lengths that the rulebook sets and a use case has to add to a day.

use xibao_domain::OrganisationKind;
use xibao_rulebook::calc::term::{TermRequest, reckon};
use xibao_rulebook::{Dated, Length, Rulebook};

/// A letter of transfer is generally valid for so long.
const LETTER: &str = "edu-letter-validity";
/// The term of a branch's committee.
const BRANCH_TERM: &str = "br-term";

/// Membership is suspended after so long without contact and a search without result.
const LOST: &str = "edu-lost-contact-stop";

/// The limit of a rule in its latest edition.
fn limit(book: &Rulebook, rule: &str) -> Option<Length> {
    book.rule(rule)?.cites.iter().rev().find_map(|cite| cite.limit)
}

/// The day on which a length from a day ends, as far as the day is known.
fn end(book: &Rulebook, from: Dated, plus: Length) -> Option<Dated> {
    let answer = reckon(book, &TermRequest { from, plus, first_day_counts: None }).ok()?;
    match (answer.due_earliest, answer.due_latest) {
        (Some(lo), Some(hi)) => Some(Dated { lo, hi }),
        _ => Dated::parse_stored(&answer.due).ok(),
    }
}

/// The last day on which a letter issued on a day may be presented; within so many days if the
/// letter says so itself.
pub(crate) fn letter_valid_until(
    book: &Rulebook,
    issued_on: Dated,
    days: Option<i32>,
) -> Option<Dated> {
    let length = match days {
        Some(days) => Length::Days(days),
        None => limit(book, LETTER)?,
    };
    end(book, issued_on, length)
}

/// The day from which the branch may consider suspending a member out of contact.
pub(crate) fn lost_considered_from(book: &Rulebook, since: Dated) -> Option<Dated> {
    end(book, since, limit(book, LOST)?)
}

/// The usual years of office of an organisation's committee; `None` where the rulebook has no
/// rule for its kind.
pub(crate) fn usual_years(book: &Rulebook, kind: OrganisationKind) -> Option<i32> {
    let branch = matches!(
        kind,
        OrganisationKind::Branch | OrganisationKind::JointBranch | OrganisationKind::GeneralBranch
    );
    match limit(book, BRANCH_TERM) {
        Some(Length::Months(months)) if branch => Some(months / 12),
        _ => None,
    }
}

/// The day a term of office ends.
pub(crate) fn term_ends_on(book: &Rulebook, elected_on: Dated, years: i32) -> Option<Dated> {
    end(book, elected_on, Length::Months(years.checked_mul(12)?))
}
