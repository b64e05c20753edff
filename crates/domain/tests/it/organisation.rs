//! What may happen to an organisation.

use std::collections::BTreeMap;

use xibao_domain::organisation::{Card, CardField, OrganisationEvent, Surroundings};
use xibao_domain::{Organisation, OrganisationKind, Post, PostTitle, Refusal, Region, Term};

use crate::given::{code, day, dissolved, founded, org, organisation, under, who};

use OrganisationKind::{Branch, Committee, GeneralBranch, Group, JointBranch, TemporaryBranch};

fn decide(
    before: Option<&Organisation>,
    event: &OrganisationEvent,
    around: &Surroundings,
) -> Result<Organisation, Refusal> {
    Organisation::decide(before, org(1), event, day("2026-03-01"), around)
}

fn named(name: &str) -> OrganisationEvent {
    OrganisationEvent::OrganisationRenamed { name: name.to_owned() }
}

fn moved(to: u16) -> OrganisationEvent {
    OrganisationEvent::OrganisationMoved { from: None, to: org(to), basis: String::new() }
}

fn gone(into: Option<u16>) -> OrganisationEvent {
    OrganisationEvent::OrganisationDissolved { into: into.map(org) }
}

fn post(title: PostTitle, person: u16) -> Post {
    Post { title, person: who(person) }
}

fn taken(title: PostTitle, person: u16) -> OrganisationEvent {
    OrganisationEvent::OrganisationPostTaken { post: post(title, person) }
}

fn left(title: PostTitle, person: u16) -> OrganisationEvent {
    OrganisationEvent::OrganisationPostLeft { post: post(title, person) }
}

fn elected(years: i32, posts: &[(PostTitle, u16)]) -> OrganisationEvent {
    OrganisationEvent::OrganisationElected {
        years,
        ends_on: day("2029-03-01"),
        posts: posts.iter().map(|(title, person)| post(*title, *person)).collect(),
    }
}

#[test]
fn kinds_stand_under_kinds() {
    let allowed = |kind| match kind {
        Committee => vec![None, Some(Committee)],
        GeneralBranch => vec![Some(Committee)],
        Branch | JointBranch | TemporaryBranch => vec![Some(Committee), Some(GeneralBranch)],
        Group => vec![Some(Branch), Some(JointBranch), Some(TemporaryBranch)],
    };
    let parents = std::iter::once(None).chain(OrganisationKind::ALL.iter().copied().map(Some));
    for parent in parents {
        let around = parent.map(|kind| under(organisation(2, kind))).unwrap_or_default();
        for kind in OrganisationKind::ALL {
            let event = founded(*kind, parent.map(|_| 2));
            let may = allowed(*kind).contains(&parent);
            let expected = if may { "-" } else { "kind-under-kind" };
            assert_eq!(code(&decide(None, &event, &around)), expected, "{kind:?} under {parent:?}");
        }
    }
}

#[test]
fn members_are_held_in_branches_and_active_below_too() {
    let of = |may: fn(OrganisationKind) -> bool| -> Vec<&str> {
        OrganisationKind::ALL.iter().filter(|kind| may(**kind)).map(|kind| kind.id()).collect()
    };
    assert_eq!(of(OrganisationKind::holds_members), ["branch", "joint-branch"]);
    let active = ["branch", "joint-branch", "temporary-branch", "group"];
    assert_eq!(of(OrganisationKind::has_members), active);
}

#[test]
fn what_stands_in_the_way_of_founding() {
    let long = "长".repeat(201);
    let committee = || under(organisation(2, Committee));
    let with_name = |name: &str| {
        let mut event = founded(Branch, Some(2));
        if let OrganisationEvent::OrganisationFounded { name: old, .. } = &mut event {
            name.clone_into(old);
        }
        event
    };
    let mut with_card = founded(Branch, Some(2));
    if let OrganisationEvent::OrganisationFounded { card, .. } = &mut with_card {
        *card = Card::from([(CardField::Contact, "王\n小明".to_owned())]);
    }
    for (event, around, expected) in [
        (founded(Branch, Some(2)), committee(), "-"),
        (founded(Branch, Some(2)), Surroundings::default(), "parent-unknown"),
        (founded(Branch, Some(3)), committee(), "parent-unknown"),
        (founded(Branch, None), committee(), "kind-under-kind"),
        (founded(Branch, Some(2)), under(dissolved(2, Committee)), "dissolved"),
        (with_name(""), committee(), "name-form"),
        (with_name("  "), committee(), "name-form"),
        (with_name("第一\n支部"), committee(), "name-form"),
        (with_name(&long), committee(), "name-form"),
        (with_card, committee(), "name-form"),
        (named("新名"), committee(), "not-founded"),
        (moved(2), committee(), "not-founded"),
        (gone(None), committee(), "not-founded"),
    ] {
        assert_eq!(code(&decide(None, &event, &around)), expected, "{event:?}");
    }
}

#[test]
fn what_stands_in_the_way_of_a_change() {
    let branch = organisation(1, Branch);
    let committee = || under(organisation(2, Committee));
    let standing = decide(None, &founded(Branch, Some(2)), &committee()).unwrap();
    let below_itself = Surroundings { above_parent: vec![org(9), org(1)], ..committee() };
    let held = Surroundings { held: 3, ..Surroundings::default() };
    let guests = Surroundings { guests: 1, ..Surroundings::default() };
    let children = Surroundings { children: vec![Group], ..Surroundings::default() };
    let card = OrganisationEvent::OrganisationCardChanged {
        changes: BTreeMap::from([(CardField::Contact, Some("\0".to_owned()))]),
    };
    let basis =
        OrganisationEvent::OrganisationMoved { from: None, to: org(2), basis: "文".repeat(201) };
    let nothing = Surroundings::default;
    for (before, event, around, expected) in [
        (&branch, founded(Branch, Some(2)), committee(), "founded-twice"),
        (&branch, named(""), nothing(), "name-form"),
        (&branch, card, nothing(), "name-form"),
        (&branch, moved(2), committee(), "-"),
        (&branch, basis, committee(), "name-form"),
        (&branch, moved(1), under(branch.clone()), "cycle"),
        (&branch, moved(2), below_itself, "cycle"),
        (&branch, moved(2), nothing(), "parent-unknown"),
        (&branch, moved(2), under(organisation(2, Branch)), "kind-under-kind"),
        (&branch, moved(2), under(dissolved(2, Committee)), "dissolved"),
        (&standing, moved(2), committee(), "same-parent"),
        (&branch, gone(None), nothing(), "-"),
        (&branch, gone(Some(2)), nothing(), "-"),
        (&branch, gone(Some(1)), nothing(), "merge-with-itself"),
        (&branch, gone(None), held.clone(), "not-empty"),
        (&branch, gone(Some(2)), held, "not-empty"),
        (&branch, gone(None), guests, "not-empty"),
        (&branch, gone(None), children, "not-empty"),
    ] {
        assert_eq!(code(&decide(Some(before), &event, &around)), expected, "{event:?}");
    }
}

#[test]
fn nothing_happens_to_what_is_dissolved() {
    let before = dissolved(1, Branch);
    for event in OrganisationEvent::samples() {
        let around = under(organisation(2, Committee));
        assert_eq!(code(&decide(Some(&before), &event, &around)), "dissolved", "{}", event.id());
        let after = Organisation::after(Some(before.clone()), org(1), &event, day("2026"));
        assert_eq!(code(&after), "dissolved", "{}", event.id());
    }
}

#[test]
fn what_stands_in_the_way_of_a_post() {
    use PostTitle::{Commissioner, DeputySecretary, GroupLeader, Secretary};
    let nothing = Surroundings::default();
    let event = elected(3, &[(Secretary, 1), (DeputySecretary, 2), (Commissioner, 3)]);
    let branch = decide(Some(&organisation(1, Branch)), &event, &nothing).unwrap();
    for (event, expected) in [
        (taken(Secretary, 2), "post-taken"),
        (taken(Secretary, 1), "post-taken"),
        (taken(DeputySecretary, 3), "-"),
        (taken(DeputySecretary, 2), "post-taken"),
        (left(Secretary, 1), "-"),
        (left(Secretary, 2), "post-not-held"),
        (left(Commissioner, 1), "post-not-held"),
        (elected(0, &[]), "term-years"),
        (elected(11, &[]), "term-years"),
        (elected(5, &[(Secretary, 1), (Commissioner, 1)]), "-"),
        (elected(5, &[(Secretary, 1), (Secretary, 2)]), "post-taken"),
        (elected(5, &[(GroupLeader, 1), (GroupLeader, 2)]), "post-taken"),
        (elected(5, &[(Commissioner, 1), (Commissioner, 2)]), "-"),
        (elected(5, &[(Commissioner, 1), (Commissioner, 1)]), "post-taken"),
    ] {
        assert_eq!(code(&decide(Some(&branch), &event, &nothing)), expected, "{event:?}");
    }
}

#[test]
fn an_election_keeps_who_stays_and_ends_who_is_not_elected() {
    use PostTitle::{Commissioner, Secretary};
    let nothing = Surroundings::default();
    let at = |before: &Organisation, event: &OrganisationEvent, on: &str| {
        Organisation::decide(Some(before), org(1), event, day(on), &nothing).unwrap()
    };
    let first = elected(3, &[(Secretary, 1), (Commissioner, 2)]);
    let branch = at(&organisation(1, Branch), &first, "2020-05-01");
    let second = elected(5, &[(Secretary, 1), (Commissioner, 3)]);
    let branch = at(&branch, &second, "2023-05-01");
    let posts: Vec<_> = branch
        .posts
        .iter()
        .map(|holder| (holder.title, holder.person, holder.since.to_string()))
        .collect();
    assert_eq!(
        posts,
        [
            (Secretary, who(1), "2020-05-01".to_owned()),
            (Commissioner, who(3), "2023-05-01".to_owned()),
        ]
    );
    let term = Term { elected_on: day("2023-05-01"), years: 5, ends_on: day("2029-03-01") };
    assert_eq!(branch.term, Some(term));
    let branch = at(&branch, &left(Secretary, 1), "2024-01-01");
    let branch = at(&branch, &taken(Secretary, 4), "2024-02-01");
    assert_eq!(branch.holders(Secretary).collect::<Vec<_>>(), [who(4)]);
    let branch = at(&branch, &gone(None), "2025-01-01");
    assert!(branch.posts.is_empty() && !branch.is_active());
}

#[test]
fn names_and_cards_change_and_what_was_is_kept() {
    let nothing = Surroundings::default();
    let first = organisation(1, Branch);
    let card = |value: Option<&str>| OrganisationEvent::OrganisationCardChanged {
        changes: BTreeMap::from([
            (CardField::Contact, value.map(str::to_owned)),
            (CardField::Code, Some("510100".to_owned())),
        ]),
    };
    let mut branch = first.clone();
    for event in [named("第二支部"), named("第三支部"), card(Some("王小明")), card(None)]
    {
        branch = decide(Some(&branch), &event, &nothing).unwrap();
    }
    assert_eq!(branch.name, "第三支部");
    assert_eq!(branch.former_names, [first.name.as_str(), "第二支部"]);
    assert_eq!(branch.card, Card::from([(CardField::Code, "510100".to_owned())]));
    assert_eq!(branch.region, Region::new(51).unwrap());
}
