//! What the rulebook says of an organisation as it is.

use std::collections::BTreeMap;

use xibao_rulebook::{Case, Dated, Day, Fact, Finding, Reckoner, Rulebook, Value};

use crate::organisation::CardField;
use crate::{Organisation, OrganisationKind, PostTitle};

/// The procedure of the rulebook that is about branches, and the kind of fact that states one.
const PROCEDURE: &str = "branch";
const STATED: &str = "branch-proposed";

/// How many people a branch has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Strength {
    /// Full members.
    pub full: i64,
    /// Full and probationary members.
    pub members: i64,
}

/// What is wrong with a branch of this strength today: too few to be one, too many, no committee
/// where there must be one (支部条例 §4, §5, §20). Anything but a branch has no findings.
pub fn of_branch(
    book: &Rulebook,
    organisation: &Organisation,
    strength: Strength,
    today: Day,
) -> Vec<Finding> {
    let branch =
        matches!(organisation.kind, OrganisationKind::Branch | OrganisationKind::JointBranch);
    if !branch || !organisation.is_active() {
        return Vec::new();
    }
    let case = Case {
        id: organisation.id.to_string(),
        procedure: PROCEDURE.to_owned(),
        today: Some(Dated::on(today)),
        facts: vec![Fact {
            kind: STATED.to_owned(),
            on: Some(Dated::on(today)),
            fields: stated(organisation, strength),
            ..Fact::default()
        }],
        ..Case::default()
    };
    let joint = organisation.kind == OrganisationKind::JointBranch;
    Reckoner::new(book, PROCEDURE)
        .reckon(&case)
        .findings
        .into_iter()
        // A joint branch is what fewer than three members of a unit are to have; how many units it
        // covers is no question elsewhere.
        .filter(|finding| {
            finding.rule != if joint { "br-min-three" } else { "br-joint-five-units" }
        })
        .collect()
}

fn stated(organisation: &Organisation, strength: Strength) -> BTreeMap<String, Value> {
    let count = |number: i64| Value::Int(i32::try_from(number).unwrap_or(i32::MAX));
    let has_committee = organisation.posts.iter().any(|holder| {
        matches!(
            holder.title,
            PostTitle::Organisation
                | PostTitle::Publicity
                | PostTitle::Discipline
                | PostTitle::Commissioner
        )
    });
    let mut fields = BTreeMap::from([
        ("full_members".to_owned(), count(strength.full)),
        ("members".to_owned(), count(strength.members)),
        ("committee".to_owned(), Value::Int(i32::from(has_committee))),
    ]);
    if let Some(units) = organisation.card.get(&CardField::JointUnits)
        && let Ok(units) = units.parse()
    {
        fields.insert("joint_units".to_owned(), Value::Int(units));
    }
    fields
}
