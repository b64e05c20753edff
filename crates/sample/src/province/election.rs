//! Who was elected where, and when.

use super::organisation::{PlannedOrganisation, PlannedPost, PlannedTerm};
use super::roll::Roll;
use super::sector::Sector;
use crate::dice::Dice;
use xibao_domain::{OrganisationKind, PostTitle};
use xibao_rulebook::Day;

/// Officers have been full members for so many days (students: so many), so that every election
/// chose from full members.
pub(crate) const SETTLED_DAYS: i32 = 2_100;
pub(crate) const SETTLED_STUDENT_DAYS: i32 = 300;

use PostTitle::{Commissioner, DeputySecretary, Discipline, Organisation, Publicity, Secretary};

const COMMITTEE: [PostTitle; 7] = [
    Secretary,
    DeputySecretary,
    DeputySecretary,
    Organisation,
    Publicity,
    Discipline,
    Commissioner,
];

/// Gives every organisation that elects its term, and every roll its officers.
pub(crate) fn elect(
    dice: &mut Dice,
    organisations: &mut [PlannedOrganisation],
    rolls: &mut [Roll],
    today: Day,
) {
    let mut next = rolls.len();
    // From the end, so that the next roll is always the first one below.
    for place in (0..organisations.len()).rev() {
        while next > 0 && rolls.get(next - 1).is_some_and(|roll| roll.organisation >= place) {
            next -= 1;
        }
        let Some(organisation) = organisations.get_mut(place) else { continue };
        if organisation.dissolved.is_some() {
            continue;
        }
        let source = match organisation.kind {
            OrganisationKind::TemporaryBranch => continue,
            // The roll of the branch that the group is part of, which stands before it.
            OrganisationKind::Group => next.checked_sub(1),
            _ => Some(next),
        };
        let Some(roll) = source.and_then(|source| rolls.get_mut(source)) else { continue };
        let titles = titles(dice, organisation.kind, roll.members);
        let first = if organisation.kind == OrganisationKind::Group {
            // Leaders of several groups are different people.
            place - roll.organisation
        } else {
            0
        };
        let posts: Vec<PlannedPost> = titles
            .iter()
            .enumerate()
            .map(|(person, title)| PlannedPost {
                title: *title,
                organisation: roll.organisation,
                person: first + person,
            })
            .collect();
        roll.officers = roll.officers.max(first + posts.len()).min(roll.members);
        organisation.term = Some(term(dice, organisation, roll.sector, posts, today));
    }
}

/// Seven full members and more have a committee, fewer a secretary (支部条例 §20); five may be
/// seven by today.
fn titles(dice: &mut Dice, kind: OrganisationKind, members: usize) -> Vec<PostTitle> {
    let at_most = |titles: &[PostTitle]| titles.iter().copied().take(members).collect();
    match kind {
        OrganisationKind::Committee => at_most(&COMMITTEE),
        OrganisationKind::GeneralBranch => {
            at_most(&[Secretary, DeputySecretary, Organisation, Publicity, Discipline])
        }
        OrganisationKind::Group => vec![PostTitle::GroupLeader],
        _ => match members {
            ..5 if dice.percent(30) => vec![Secretary, DeputySecretary],
            ..5 => vec![Secretary],
            5..=20 => vec![Secretary, Organisation, Publicity],
            _ => vec![Secretary, DeputySecretary, Organisation, Publicity, Discipline],
        },
    }
}

fn term(
    dice: &mut Dice,
    organisation: &PlannedOrganisation,
    sector: Sector,
    posts: Vec<PlannedPost>,
    today: Day,
) -> PlannedTerm {
    let years = match organisation.kind {
        OrganisationKind::Committee => 5,
        _ => sector.branch_term(),
    };
    let since = if sector == Sector::Students {
        dice.between(1, SETTLED_STUDENT_DAYS)
    } else if dice.percent(4) {
        years * 365 + dice.between(5, 200)
    } else {
        dice.between(1, years * 360)
    };
    PlannedTerm { elected_on: today.add_days(-since), years, posts }
}
