//! What the rulebook says of a branch as it is.

use xibao_domain::findings::{Strength, of_branch};
use xibao_domain::organisation::CardField;
use xibao_domain::{Holder, Organisation, OrganisationKind, PostTitle};
use xibao_rulebook::{Day, Finding, Level};

use crate::given::{day, dissolved, organisation, who};

use OrganisationKind::{Branch, Committee, Group, JointBranch, TemporaryBranch};

fn rules(organisation: &Organisation, full: i64, members: i64) -> Vec<String> {
    let book = xibao_rulebook::bundled::cpc().unwrap();
    let today = Day::parse("2026-03-01").unwrap();
    let findings = of_branch(&book, organisation, Strength { full, members }, today);
    for finding in &findings {
        assert!(!finding.article.is_empty(), "{} names its article", finding.rule);
    }
    let named = |finding: Finding| match finding.level {
        Level::Unknown => format!("{}?", finding.rule),
        _ => finding.rule,
    };
    findings.into_iter().map(named).collect()
}

fn with(mut organisation: Organisation, title: PostTitle) -> Organisation {
    organisation.posts.push(Holder { title, person: who(1), since: day("2024-05-01") });
    organisation
}

fn covering(units: &str) -> Organisation {
    let mut joint = organisation(3, JointBranch);
    joint.card.insert(CardField::JointUnits, units.to_owned());
    joint
}

/// With `?`: what the register does not know is said, not guessed.
#[test]
fn a_branch_is_found_too_small_too_large_or_without_committee() {
    let branch = || organisation(1, Branch);
    let led = || with(branch(), PostTitle::Secretary);
    let committee = || with(led(), PostTitle::Organisation);
    for (organisation, full, members, expected) in [
        (branch(), 2, 2, vec!["br-min-three"]),
        (branch(), 2, 5, vec!["br-min-three"]),
        (branch(), 3, 3, vec![]),
        (branch(), 6, 9, vec![]),
        (branch(), 7, 7, vec!["br-committee-required-seven"]),
        (led(), 7, 7, vec!["br-committee-required-seven"]),
        (committee(), 7, 7, vec![]),
        (committee(), 48, 50, vec![]),
        (committee(), 48, 51, vec!["br-max-fifty"]),
        (committee(), 51, 51, vec!["br-max-fifty"]),
        (branch(), 51, 51, vec!["br-committee-required-seven", "br-max-fifty"]),
        (committee(), i64::MAX, i64::MAX, vec!["br-max-fifty"]),
        (organisation(3, JointBranch), 2, 2, vec!["br-joint-five-units?"]),
        (covering("4"), 2, 2, vec![]),
        (covering("6"), 4, 4, vec!["br-joint-five-units"]),
        (covering("六"), 2, 2, vec!["br-joint-five-units?"]),
        (covering("4"), 7, 7, vec!["br-committee-required-seven"]),
        (organisation(4, Committee), 2, 2, vec![]),
        (organisation(5, Group), 2, 2, vec![]),
        (organisation(7, TemporaryBranch), 2, 2, vec![]),
        (dissolved(6, Branch), 0, 0, vec![]),
    ] {
        let found = rules(&organisation, full, members);
        assert_eq!(found, expected, "{} with {full} of {members}", organisation.kind.id());
    }
}
