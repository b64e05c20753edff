//! A state is what its facts come to.

use std::collections::HashSet;

use proptest::prelude::*;
use xibao_domain::organisation::OrganisationEvent;
use xibao_domain::person::PersonEvent;
use xibao_domain::{
    Case, Event, Fact, FactId, MembershipStep, Organisation, OrganisationKind, Person, Stage,
    Withdrawal, effective,
};

use crate::any;
use crate::given::{
    code, day, fact_id, facts, founded, org, registered, registration, stepped, who,
};

fn withdrawal(number: u16) -> Event {
    Event::Withdrawn { withdrawn: Withdrawal { fact: fact_id(number), reason: String::new() } }
}

fn counted(facts: &[Fact]) -> Vec<i64> {
    effective(facts).iter().map(|fact| fact.seq).collect()
}

#[test]
fn a_withdrawal_that_is_withdrawn_lets_its_fact_count_again() {
    let renamed = || Event::from(OrganisationEvent::OrganisationRenamed { name: "新名".into() });
    let case = Case::Organisation(org(1));
    for (withdrawals, counts) in [
        (vec![], vec![1, 2, 3]),
        (vec![2], vec![1, 3]),
        (vec![2, 4], vec![1, 2, 3]),
        (vec![2, 4, 5], vec![1, 3]),
        (vec![2, 4, 5, 6], vec![1, 2, 3]),
        (vec![2, 2], vec![1, 3]),
        (vec![2, 2, 4], vec![1, 3]),
        (vec![2, 3, 5], vec![1, 3]),
        (vec![99], vec![1, 2, 3]),
    ] {
        let events = [renamed(), renamed(), renamed()].into_iter();
        let list = facts(case, events.chain(withdrawals.iter().map(|number| withdrawal(*number))));
        assert_eq!(counted(&list), counts, "{withdrawals:?}");
    }
}

/// The plain way: a fact counts unless a later withdrawal of it counts.
fn counts(facts: &[Fact], fact: &Fact) -> bool {
    !facts.iter().any(|other| {
        other.seq > fact.seq
            && matches!(&other.event, Event::Withdrawn { withdrawn } if withdrawn.fact == fact.id)
            && counts(facts, other)
    })
}

fn folded_organisation(facts: &[Fact]) -> Result<Option<Organisation>, &'static str> {
    facts.iter().try_fold(None, |state, fact| match &fact.event {
        Event::Organisation(event) => Organisation::after(state, org(1), event, fact.happened_on)
            .map(Some)
            .map_err(|refusal| refusal.code),
        _ => Err("foreign-fact"),
    })
}

fn folded_person(facts: &[Fact]) -> Result<Option<Person>, &'static str> {
    facts.iter().try_fold(None, |state, fact| match &fact.event {
        Event::Person(event) => Person::after(state, who(1), fact.id, event, fact.happened_on)
            .map(Some)
            .map_err(|refusal| refusal.code),
        _ => Err("foreign-fact"),
    })
}

/// Events that are possible one after the other.
fn possible_for_a_person(events: Vec<PersonEvent>) -> Vec<PersonEvent> {
    let mut state: Option<Person> = None;
    let first = registered(registration(Stage::Applicant));
    std::iter::once(first)
        .chain(events)
        .filter(|event| {
            let after = Person::after(state.clone(), who(1), fact_id(1), event, day("2020"));
            let Ok(after) = after else { return false };
            state = Some(after);
            true
        })
        .collect()
}

fn possible_for_an_organisation(events: Vec<OrganisationEvent>) -> Vec<OrganisationEvent> {
    let mut state: Option<Organisation> = None;
    std::iter::once(founded(OrganisationKind::Branch, Some(4)))
        .chain(events)
        .filter(|event| {
            let Ok(after) = Organisation::after(state.clone(), org(1), event, day("2020")) else {
                return false;
            };
            state = Some(after);
            true
        })
        .collect()
}

/// A subset of the facts withdrawn, and some of the withdrawals again.
fn with_withdrawals(mut list: Vec<Fact>, which: &[prop::sample::Index]) -> Vec<Fact> {
    for index in which {
        let number = u16::try_from(index.index(list.len()) + 1).unwrap();
        let next = u16::try_from(list.len() + 1).unwrap();
        let fact = Fact {
            id: fact_id(next),
            seq: i64::from(next),
            event: withdrawal(number),
            ..list[0].clone()
        };
        list.push(fact);
    }
    list
}

fn remaining(list: &[Fact]) -> Vec<Fact> {
    let withdrawal = |fact: &Fact| matches!(fact.event, Event::Withdrawn { .. });
    list.iter().filter(|fact| !withdrawal(fact) && counts(list, fact)).cloned().collect()
}

proptest! {
    #[test]
    fn what_counts_is_what_no_counting_withdrawal_withdraws(
        number in 1_usize..6, which in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let events = vec![Event::from(PersonEvent::Contacted); number];
        let list = with_withdrawals(facts(Case::Person(who(1)), events), &which);
        let ids: HashSet<FactId> = effective(&list).iter().map(|fact| fact.id).collect();
        let plain: HashSet<FactId> = remaining(&list).iter().map(|fact| fact.id).collect();
        prop_assert_eq!(ids, plain);
    }

    /// Withdrawing any of the facts gives a state or a refusal: that of the facts that remain.
    #[test]
    fn a_person_is_what_the_facts_come_to(
        events in prop::collection::vec(any::person_event(), 0..40),
        which in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let events = possible_for_a_person(events);
        let list = facts(Case::Person(who(1)), events.into_iter().map(Event::from));
        let whole = Person::of_facts(&list).map_err(|refusal| refusal.code);
        prop_assert_eq!(whole, folded_person(&list));
        let list = with_withdrawals(list, &which);
        let state = Person::of_facts(&list).map_err(|refusal| refusal.code);
        prop_assert_eq!(state, folded_person(&remaining(&list)));
    }

    #[test]
    fn an_organisation_is_what_the_facts_come_to(
        events in prop::collection::vec(any::organisation_event(), 0..30),
        which in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let events = possible_for_an_organisation(events);
        let list = facts(Case::Organisation(org(1)), events.into_iter().map(Event::from));
        let whole = Organisation::of_facts(&list).map_err(|refusal| refusal.code);
        prop_assert_eq!(whole, folded_organisation(&list));
        let list = with_withdrawals(list, &which);
        let state = Organisation::of_facts(&list).map_err(|refusal| refusal.code);
        prop_assert_eq!(state, folded_organisation(&remaining(&list)));
    }

    /// Anything at all in any order, possible or not.
    #[test]
    fn nonsense_is_refused(
        people in prop::collection::vec(any::person_event(), 0..12),
        organisations in prop::collection::vec(any::organisation_event(), 0..3),
    ) {
        let people = people.into_iter().map(Event::from);
        let events: Vec<Event> = people.chain(organisations.into_iter().map(Event::from)).collect();
        for case in [Case::Person(who(1)), Case::Organisation(org(1))] {
            let list = facts(case, events.clone());
            let person = Person::of_facts(&list);
            let organisation = Organisation::of_facts(&list);
            prop_assert!(person.is_err() || organisation.is_err() || list.is_empty());
        }
    }
}

#[test]
fn withdrawing_what_others_rest_on_is_refused() {
    let list = facts(
        Case::Person(who(1)),
        [
            Event::from(registered(registration(Stage::Applicant))),
            Event::from(stepped(MembershipStep::NamedActivist)),
            Event::from(stepped(MembershipStep::NamedCandidate)),
        ],
    );
    for (number, expected) in [(1, "not-registered"), (2, "step-impossible"), (3, "-")] {
        let mut list = list.clone();
        list.push(Fact { id: fact_id(4), seq: 4, event: withdrawal(number), ..list[0].clone() });
        assert_eq!(code(&Person::of_facts(&list)), expected, "{number}");
    }
    let all = (1..=3).map(withdrawal);
    let events = list.iter().map(|fact| fact.event.clone()).chain(all);
    let list = facts(Case::Person(who(1)), events.collect::<Vec<_>>());
    assert_eq!(Person::of_facts(&list), Ok(None), "nothing counts, nobody is there");
}

#[test]
fn a_fact_of_another_kind_of_case_is_refused() {
    let renamed = OrganisationEvent::OrganisationRenamed { name: "新名".to_owned() };
    let list = facts(Case::Person(who(1)), [Event::from(renamed)]);
    assert_eq!(code(&Person::of_facts(&list)), "foreign-fact");
    assert_eq!(code(&Organisation::of_facts(&list)), "foreign-fact");
}
