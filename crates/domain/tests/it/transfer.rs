//! Transfers of the organisational relationship: two-sided, and nobody between two branches.

use proptest::prelude::*;
use xibao_domain::person::PersonEvent;
use xibao_domain::{Person, Receipt, Stage, Transfer, TransferAct, TransferStatus};

use crate::any;
use crate::given::{code, day, fact_id, org, person, places, who};

fn opened(to: u16) -> PersonEvent {
    PersonEvent::TransferOpened {
        to: org(to),
        letter: "川组转〔2026〕001号".to_owned(),
        valid_until: day("2026-06-30"),
        dues_paid_until: Some(day("2026-03")),
    }
}

fn acted(act: TransferAct) -> PersonEvent {
    PersonEvent::TransferActed { act }
}

fn received(receipt: Receipt) -> TransferAct {
    TransferAct::Received { receipt }
}

fn decide(before: &Person, event: &PersonEvent, on: &str) -> Result<Person, xibao_domain::Refusal> {
    Person::decide(Some(before), who(1), fact_id(2), event, day(on), &places())
}

fn transfer() -> Transfer {
    decide(&person(Stage::Full), &opened(2), "2026-04-01").unwrap().transfer.unwrap()
}

fn orders() -> Vec<[Receipt; 3]> {
    let mut orders = Vec::new();
    for first in Receipt::ALL {
        for second in Receipt::ALL {
            for third in Receipt::ALL {
                let order = [*first, *second, *third];
                if Receipt::ALL.iter().all(|receipt| order.contains(receipt)) {
                    orders.push(order);
                }
            }
        }
    }
    assert_eq!(orders.len(), 6);
    orders
}

#[test]
fn in_whatever_order_the_receipts_come_the_transfer_closes() {
    for order in orders() {
        let mut transfer = transfer();
        for (done, receipt) in order.iter().enumerate() {
            assert!(transfer.status.is_pending());
            assert_eq!(transfer.outstanding().len(), 3 - done);
            transfer = transfer.act(&received(*receipt), day("2026-05-01")).unwrap();
            let again = transfer.clone().act(&received(*receipt), day("2026-05-02"));
            assert_eq!(code(&again), "transfer-act-impossible");
        }
        assert_eq!(transfer.status, TransferStatus::Closed, "{order:?}");
        assert_eq!(transfer.outstanding(), []);
    }
}

#[test]
fn the_relation_changes_hands_when_the_person_reports_and_at_no_other_moment() {
    for order in orders() {
        let mut member = decide(&person(Stage::Full), &opened(2), "2026-04-01").unwrap();
        let mut reported = false;
        for receipt in order {
            assert_eq!(member.held, if reported { org(2) } else { org(1) });
            member = decide(&member, &acted(received(receipt)), "2026-05-01").unwrap();
            reported |= receipt == Receipt::Person;
        }
        assert_eq!(member.held, org(2));
        assert!(member.pending_transfer().is_none());
    }
}

#[test]
fn only_an_open_transfer_is_refused_withdrawn_or_given_a_new_letter() {
    let reason = || String::from("材料不符");
    let acts = [
        TransferAct::Refused { reason: reason() },
        TransferAct::Withdrawn { reason: reason() },
        TransferAct::LetterReissued { letter: "002".to_owned(), valid_until: day("2026-09-30") },
    ];
    let open = transfer();
    let dossier = open.clone().act(&received(Receipt::Dossier), day("2026-05-01")).unwrap();
    let arrived = open.clone().act(&received(Receipt::Person), day("2026-05-01")).unwrap();
    let closed = Receipt::ALL.iter().fold(open.clone(), |transfer, receipt| {
        transfer.act(&received(*receipt), day("2026-05-01")).unwrap()
    });
    let refused = open.clone().act(&acts[0], day("2026-05-01")).unwrap();
    let withdrawn = open.clone().act(&acts[1], day("2026-05-01")).unwrap();
    assert_eq!(dossier.status, TransferStatus::Open, "papers alone are no arrival");
    assert_eq!(arrived.status, TransferStatus::Arrived);
    for (state, may) in [
        (open, true),
        (dossier, true),
        (arrived, false),
        (closed, false),
        (refused, false),
        (withdrawn, false),
    ] {
        for act in &acts {
            let after = state.clone().act(act, day("2026-05-02"));
            assert_eq!(after.is_ok(), may, "{:?} {act:?}", state.status);
        }
        let receives = state.clone().act(&received(Receipt::Dues), day("2026-05-02"));
        assert_eq!(receives.is_ok(), state.status.is_pending(), "{:?}", state.status);
    }
}

#[test]
fn a_new_letter_has_its_own_number_and_days_and_keeps_the_rest() {
    let before = transfer().act(&received(Receipt::Dossier), day("2026-05-01")).unwrap();
    let letter = TransferAct::LetterReissued {
        letter: "川组转〔2026〕002号".to_owned(),
        valid_until: day("2026-10-08"),
    };
    let after = before.clone().act(&letter, day("2026-07-10")).unwrap();
    let expected = Transfer {
        letter: "川组转〔2026〕002号".to_owned(),
        issued_on: day("2026-07-10"),
        valid_until: day("2026-10-08"),
        ..before
    };
    assert_eq!(after, expected);
}

#[test]
fn after_a_refusal_another_may_be_opened_and_then_only_one() {
    let member = decide(&person(Stage::Full), &opened(2), "2026-04-01").unwrap();
    assert_eq!(code(&decide(&member, &opened(3), "2026-04-02")), "transfer-pending");
    let refused = acted(TransferAct::Refused { reason: String::new() });
    let member = decide(&member, &refused, "2026-04-03").unwrap();
    assert_eq!(member.held, org(1));
    let member = decide(&member, &opened(3), "2026-04-04").unwrap();
    let transfer = member.pending_transfer().unwrap();
    assert_eq!((transfer.from, transfer.to), (org(1), org(3)));
    let twice = Person::after(Some(member), who(1), fact_id(9), &opened(2), day("2026-05"));
    assert_eq!(code(&twice), "transfer-pending", "nor by replay");
}

proptest! {
    /// Whatever is decided, a person is held in one branch of the register that can hold, and it
    /// is another one only when the person reported there or the branch was reorganised.
    #[test]
    fn everybody_is_held_in_one_branch_at_every_moment(
        events in prop::collection::vec(any::person_event(), 0..60),
    ) {
        let mut member = person(Stage::Full);
        for (event, number) in events.iter().zip(2_u16..) {
            let on = day("2026-05-01");
            let after =
                Person::decide(Some(&member), who(1), fact_id(number), event, on, &places());
            let Ok(after) = after else { continue };
            prop_assert!([org(1), org(2), org(3)].contains(&after.held));
            if after.held != member.held {
                let reason = match event {
                    PersonEvent::BranchReorganised { from, to } => {
                        *from == member.held && *to == after.held
                    }
                    PersonEvent::TransferActed { act } => {
                        *act == received(Receipt::Person)
                            && member.pending_transfer().unwrap().to == after.held
                    }
                    _ => false,
                };
                prop_assert!(reason, "{:?}", event);
                prop_assert_eq!((after.active, after.dues), (None, None));
            }
            if !after.is_current() {
                prop_assert_eq!((&after.mobile, &after.lost), (&None, &None));
                prop_assert_eq!((after.active, after.dues), (None, None));
            }
            member = after;
        }
    }

    /// A transfer never comes back from an end, and receipts are acknowledged once.
    #[test]
    fn a_transfer_that_ended_stays_as_it_is(acts in prop::collection::vec(any::act(), 0..20)) {
        let mut state = transfer();
        for act in acts {
            match state.clone().act(&act, day("2026-05-01")) {
                Ok(after) => {
                    prop_assert!(state.status.is_pending());
                    prop_assert!(after.outstanding().len() <= state.outstanding().len());
                    prop_assert_eq!(
                        after.status == TransferStatus::Closed, after.outstanding().is_empty()
                    );
                    prop_assert_eq!(after.id, state.id);
                    prop_assert_eq!((after.from, after.to), (state.from, state.to));
                    state = after;
                }
                Err(refusal) => prop_assert_eq!(refusal.code, "transfer-act-impossible"),
            }
        }
    }
}
