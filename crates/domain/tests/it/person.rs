//! What may happen to a person.

use std::collections::BTreeMap;

use xibao_domain::person::{PersonEvent, Registration};
use xibao_domain::{
    Field, Fields, Membership, MembershipStep, Mobile, Person, Receipt, Refusal, Road, Stage,
    Steps, Suspension, TransferAct,
};

use crate::given::{
    code, day, fact_id, org, person, person_after, places, registered, registration, stepped, who,
};

fn decide(before: Option<&Person>, event: &PersonEvent) -> Result<Person, Refusal> {
    Person::decide(before, who(1), fact_id(50), event, day("2026-03-01"), &places())
}

fn opened(to: u16, letter: &str) -> PersonEvent {
    PersonEvent::TransferOpened {
        to: org(to),
        letter: letter.to_owned(),
        valid_until: day("2026-06-30"),
        dues_paid_until: None,
    }
}

fn acted(act: TransferAct) -> PersonEvent {
    PersonEvent::TransferActed { act }
}

fn received(receipt: Receipt) -> PersonEvent {
    acted(TransferAct::Received { receipt })
}

fn reissued(letter: &str) -> PersonEvent {
    acted(TransferAct::LetterReissued { letter: letter.to_owned(), valid_until: day("2026-09-30") })
}

fn withdrawn(reason: &str) -> PersonEvent {
    acted(TransferAct::Withdrawn { reason: reason.to_owned() })
}

fn affiliated(active: Option<u16>, dues: Option<u16>) -> PersonEvent {
    PersonEvent::AffiliationSet { active: active.map(org), dues: dues.map(org) }
}

fn reorganised(from: u16, to: u16) -> PersonEvent {
    PersonEvent::BranchReorganised { from: org(from), to: org(to) }
}

fn away(to: &str, receiving: Option<u16>) -> PersonEvent {
    PersonEvent::WentMobile { to: to.to_owned(), receiving: receiving.map(org) }
}

fn changed(field: Field, value: Option<&str>) -> PersonEvent {
    let changes = BTreeMap::from([(field, value.map(str::to_owned))]);
    PersonEvent::PersonChanged { changes, blind: None }
}

fn merged(survivor: u16) -> PersonEvent {
    PersonEvent::MergedInto { survivor: who(survivor) }
}

fn absorbed(other: u16) -> PersonEvent {
    PersonEvent::Absorbed { other: who(other), changes: BTreeMap::new(), blind: None }
}

fn corrected(reason: &str) -> PersonEvent {
    PersonEvent::MembershipDaysCorrected { steps: Steps::default(), reason: reason.to_owned() }
}

fn died() -> PersonEvent {
    stepped(MembershipStep::Left { road: Road::Died })
}

#[test]
fn what_stands_in_the_way_of_registering() {
    let given = |change: fn(&mut Registration)| {
        let mut registration = registration(Stage::Full);
        change(&mut registration);
        registered(registration)
    };
    for (event, expected) in [
        (given(|_| {}), "-"),
        (given(|one| one.held = org(3)), "-"),
        (given(|one| one.held = org(99)), "organisation-unknown"),
        (given(|one| one.held = org(4)), "not-a-branch"),
        (given(|one| one.held = org(5)), "not-a-branch"),
        (given(|one| one.held = org(7)), "not-a-branch"),
        (given(|one| one.held = org(6)), "dissolved"),
        (given(|one| one.fields = Fields::new()), "name-missing"),
        (given(|one| drop(one.fields.insert(Field::Born, "不详".into()))), "field-form"),
        (
            given(|one| {
                let since = day("2025");
                let to = "外\n地".to_owned();
                one.mobile = Some(Mobile { since, to, receiving: None, contacted_on: None });
            }),
            "text-form",
        ),
        (
            given(|one| {
                let suspension = Suspension { since: day("2025"), reason: "长".repeat(201) };
                one.membership = Membership::Suspended { steps: Steps::default(), suspension };
            }),
            "text-form",
        ),
        (changed(Field::Job, Some("教师")), "not-registered"),
        (stepped(MembershipStep::Admitted), "not-registered"),
        (opened(2, "001"), "not-registered"),
        (received(Receipt::Person), "no-transfer"),
        (PersonEvent::CameBack, "not-registered"),
        (merged(2), "not-registered"),
    ] {
        assert_eq!(code(&decide(None, &event)), expected, "{event:?}");
    }
}

#[test]
fn what_stands_in_the_way_of_a_member() {
    let member = person(Stage::Full);
    for (event, expected) in [
        (registered(registration(Stage::Full)), "registered-twice"),
        (changed(Field::Name, None), "name-missing"),
        (changed(Field::Born, Some("1969.13")), "field-form"),
        (changed(Field::Born, None), "-"),
        (stepped(MembershipStep::NamedActivist), "step-impossible"),
        (stepped(MembershipStep::Suspended { reason: "失\n联".into() }), "text-form"),
        (stepped(MembershipStep::Suspended { reason: String::new() }), "-"),
        (affiliated(Some(5), Some(7)), "-"),
        (affiliated(None, None), "-"),
        (affiliated(Some(4), None), "not-a-branch"),
        (affiliated(None, Some(6)), "dissolved"),
        (affiliated(Some(99), None), "organisation-unknown"),
        (reorganised(1, 2), "-"),
        (reorganised(1, 1), "same-branch"),
        (reorganised(2, 3), "held-elsewhere"),
        (reorganised(1, 4), "not-a-branch"),
        (opened(2, "001"), "-"),
        (opened(1, "001"), "same-branch"),
        (opened(4, "001"), "not-a-branch"),
        (opened(6, "001"), "dissolved"),
        (opened(2, " "), "text-form"),
        (received(Receipt::Person), "no-transfer"),
        (away("", None), "text-form"),
        (away("广东省深圳市", Some(4)), "not-a-branch"),
        (away("广东省深圳市", Some(2)), "-"),
        (PersonEvent::CameBack, "not-away"),
        (PersonEvent::SearchFailed, "not-lost"),
        (PersonEvent::ContactLost, "-"),
        (corrected(""), "text-form"),
        (corrected("抄写有误"), "-"),
        (merged(1), "merge-with-itself"),
        (absorbed(1), "merge-with-itself"),
        (merged(2), "-"),
        (absorbed(2), "-"),
    ] {
        assert_eq!(code(&decide(Some(&member), &event)), expected, "{event:?}");
    }
}

#[test]
fn an_extension_of_probation_has_months() {
    let member = person(Stage::Probationary);
    for (months, expected) in [
        (6, "-"),
        (18, "-"),
        (0, "extension-months"),
        (-6, "extension-months"),
        (i64::MAX, "extension-months"),
    ] {
        let event = stepped(MembershipStep::ProbationExtended { months });
        assert_eq!(code(&decide(Some(&member), &event)), expected, "{months}");
    }
}

#[test]
fn while_a_transfer_is_under_way() {
    let open = person_after(Stage::Full, &[opened(2, "001")]);
    let arrived = person_after(Stage::Full, &[opened(2, "001"), received(Receipt::Person)]);
    for (before, event, expected) in [
        (&open, opened(3, "002"), "transfer-pending"),
        (&open, merged(2), "transfer-pending"),
        (&open, reissued(""), "text-form"),
        (&open, reissued("002"), "-"),
        (&open, withdrawn("写\n错"), "text-form"),
        (&open, withdrawn(""), "-"),
        (&arrived, opened(3, "002"), "transfer-pending"),
        (&arrived, withdrawn(""), "transfer-act-impossible"),
        (&arrived, received(Receipt::Person), "transfer-act-impossible"),
        (&arrived, received(Receipt::Dues), "-"),
    ] {
        assert_eq!(code(&decide(Some(before), &event)), expected, "{event:?}");
    }
}

/// The branch may be dissolved, or the person gone, before the letter is presented: nobody is
/// received then, but the letter can still be taken back.
#[test]
fn a_letter_that_leads_nowhere_can_be_taken_back() {
    let nowhere = person_after(Stage::Full, &[opened(6, "001")]);
    let dead = person_after(Stage::Full, &[opened(2, "001"), died()]);
    for (before, event, expected) in [
        (&nowhere, received(Receipt::Person), "dissolved"),
        (&nowhere, reissued("002"), "dissolved"),
        (&nowhere, withdrawn(""), "-"),
        (&dead, received(Receipt::Person), "left"),
        (&dead, received(Receipt::Dossier), "left"),
        (&dead, reissued("002"), "left"),
        (&dead, withdrawn("已去世"), "-"),
    ] {
        assert_eq!(code(&decide(Some(before), &event)), expected, "{event:?}");
    }
}

#[test]
fn nothing_of_the_kind_happens_to_who_has_left() {
    let events = [affiliated(Some(5), Some(2)), away("深圳", None), PersonEvent::ContactLost];
    let before = person_after(Stage::Full, &events);
    assert!(before.active.is_some() && before.mobile.is_some() && before.lost.is_some());
    let left = decide(Some(&before), &died()).unwrap();
    assert_eq!((left.active, left.dues, &left.mobile, &left.lost), (None, None, &None, &None));
    assert_eq!(left.held, org(1), "where the papers are");
    assert!(!left.is_current());
    for (event, expected) in [
        (opened(2, "001"), "left"),
        (away("深圳", None), "left"),
        (PersonEvent::ContactLost, "left"),
        (affiliated(Some(2), None), "left"),
        (affiliated(None, None), "-"),
        (stepped(MembershipStep::AppliedAgain), "step-impossible"),
        (changed(Field::Remark, Some("骨灰安葬于家乡")), "-"),
        (corrected("抄写有误"), "-"),
        (reorganised(1, 2), "-"),
    ] {
        assert_eq!(code(&decide(Some(&left), &event)), expected, "{event:?}");
    }
}

#[test]
fn a_record_that_was_joined_to_another_takes_nothing_more() {
    let events = [affiliated(Some(5), Some(2)), away("深圳", None), merged(2)];
    let before = person_after(Stage::Full, &events);
    assert_eq!(before.merged_into, Some(who(2)));
    assert!(!before.is_current());
    assert_eq!((before.active, before.dues, &before.mobile), (None, None, &None), "no guest");
    for event in [changed(Field::Job, Some("教师")), died(), opened(2, "001"), merged(3)] {
        assert_eq!(code(&decide(Some(&before), &event)), "merged", "{event:?}");
        let after = Person::after(Some(before.clone()), who(1), fact_id(9), &event, day("2026"));
        assert_eq!(code(&after), "merged", "{event:?}");
    }
}

#[test]
fn away_out_of_contact_found_and_back() {
    let member = person_after(
        Stage::Full,
        &[
            away("广东省深圳市", Some(2)),
            PersonEvent::ContactLost,
            PersonEvent::SearchFailed,
            PersonEvent::SearchFailed,
        ],
    );
    let lost = member.lost.clone().unwrap();
    assert_eq!(lost.since, day("2022-03-01"));
    assert_eq!(lost.searched_on, [day("2023-03-01"), day("2024-03-01")]);
    assert_eq!(member.membership.stage(), Stage::Full, "nothing follows by itself");
    assert_eq!(code(&decide(Some(&member), &PersonEvent::ContactLost)), "lost-already");
    let found = decide(Some(&member), &PersonEvent::Contacted).unwrap();
    assert_eq!(found.lost, None);
    assert_eq!(found.mobile.as_ref().unwrap().contacted_on, Some(day("2026-03-01")));
    let back = decide(Some(&found), &PersonEvent::CameBack).unwrap();
    assert_eq!((back.mobile, back.held), (None, org(1)));
}

#[test]
fn the_blind_index_goes_with_the_identity_number() {
    let number = |value: Option<&str>, blind: Option<&str>| PersonEvent::PersonChanged {
        changes: BTreeMap::from([(Field::IdNumber, value.map(str::to_owned))]),
        blind: blind.map(str::to_owned),
    };
    let known = person_after(Stage::Full, &[number(Some("sealed"), Some("ab"))]);
    assert_eq!(known.blind.as_deref(), Some("ab"));
    let other = decide(Some(&known), &changed(Field::Job, Some("教师"))).unwrap();
    assert_eq!(other.blind.as_deref(), Some("ab"));
    let emptied = decide(Some(&known), &number(None, None)).unwrap();
    assert_eq!((emptied.blind, emptied.fields.get(&Field::IdNumber)), (None, None));
}

#[test]
fn days_are_corrected_at_whatever_stage() {
    let steps = Steps { admitted_on: Some(day("1998-07-01")), ..Steps::default() };
    let event = PersonEvent::MembershipDaysCorrected {
        steps: steps.clone(),
        reason: "档案核对".to_owned(),
    };
    for stage in [Stage::Applicant, Stage::Probationary, Stage::Full] {
        let after = decide(Some(&person(stage)), &event).unwrap();
        assert_eq!((after.membership.stage(), after.membership.steps()), (stage, &steps));
    }
}

#[test]
fn the_article_that_a_refusal_rests_on_is_named() {
    let refusal = decide(Some(&person(Stage::Full)), &opened(4, "001")).unwrap_err();
    assert_eq!(refusal.rules, ["dev-assign-branch-group"]);
    let book = xibao_rulebook::bundled::cpc().unwrap();
    assert!(book.rules.iter().any(|rule| rule.id == refusal.rules[0]));
}
