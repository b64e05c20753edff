//! Anything that can be said of an organisation or a person.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use xibao_domain::organisation::{CardField, OrganisationEvent};
use xibao_domain::person::{PersonEvent, Registration};
use xibao_domain::{
    Field, Leaving, LostContact, Membership, MembershipStep, Mobile, OrganisationId,
    OrganisationKind, PersonId, Post, PostTitle, Receipt, Region, Road, Stage, Steps, Suspension,
    TransferAct,
};
use xibao_rulebook::{Dated, Day};

use crate::given::{org, who};

fn one_of<T: Debug + Copy>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

/// A day, a month, a year, an interval or nothing known.
pub(crate) fn dated() -> BoxedStrategy<Dated> {
    let day = || (Day::MIN.number()..=Day::MAX.number()).prop_map(Day::from_number);
    prop_oneof![
        day().prop_map(Dated::on),
        (1800..=2400, 1..=12).prop_map(|(year, month)| Dated::month(year, month).unwrap()),
        (1800..=2400).prop_map(|year| Dated::year(year).unwrap()),
        (day(), day()).prop_map(|(a, b)| Dated::on(a).hull(Dated::on(b))),
        Just(Dated::UNKNOWN),
    ]
    .boxed()
}

/// Ids are few, so that they meet.
pub(crate) fn place() -> impl Strategy<Value = OrganisationId> {
    (1_u16..=7).prop_map(org)
}

fn someone() -> impl Strategy<Value = PersonId> {
    (1_u16..=3).prop_map(who)
}

fn text() -> impl Strategy<Value = String> {
    "[\\PC\"\\\\]{0,6}"
}

fn values<K: Debug + Copy + Ord + 'static>(
    all: &'static [K],
) -> impl Strategy<Value = BTreeMap<K, Option<String>>> {
    prop::collection::btree_map(select(all), option::of(text()), 0..4)
}

fn full<K: Ord>(values: BTreeMap<K, Option<String>>) -> BTreeMap<K, String> {
    values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn post() -> impl Strategy<Value = Post> {
    (one_of(PostTitle::ALL), someone()).prop_map(|(title, person)| Post { title, person })
}

pub(crate) fn organisation_event() -> BoxedStrategy<OrganisationEvent> {
    use OrganisationEvent as E;
    prop_oneof![
        3 => Just(E::OrganisationRenamed { name: "第二党支部".to_owned() }),
        1 => (
            text(),
            one_of(OrganisationKind::ALL),
            option::of(place()),
            (0_i64..100).prop_map(|number| Region::new(number).unwrap()),
            option::of(place()),
            values(CardField::ALL).prop_map(full),
        )
            .prop_map(|(name, organisation, parent, region, split_from, card)| {
                E::OrganisationFounded { name, organisation, parent, region, split_from, card }
            }),
        1 => text().prop_map(|name| E::OrganisationRenamed { name }),
        2 => values(CardField::ALL).prop_map(|changes| E::OrganisationCardChanged { changes }),
        2 => (option::of(place()), place(), text())
            .prop_map(|(from, to, basis)| E::OrganisationMoved { from, to, basis }),
        1 => option::of(place()).prop_map(|into| E::OrganisationDissolved { into }),
        2 => (1..=5, dated(), prop::collection::vec(post(), 0..4)).prop_map(
            |(years, ends_on, posts)| E::OrganisationElected { years, ends_on, posts }
        ),
        2 => post().prop_map(|post| E::OrganisationPostTaken { post }),
        2 => post().prop_map(|post| E::OrganisationPostLeft { post }),
    ]
    .boxed()
}

fn steps() -> BoxedStrategy<Steps> {
    let day = || option::of(dated());
    (day(), day(), day(), day(), any::<i64>(), day())
        .prop_map(
            |(
                applied_on,
                activist_on,
                candidate_on,
                admitted_on,
                extension_months,
                regularised_on,
            )| {
                Steps {
                    applied_on,
                    activist_on,
                    candidate_on,
                    admitted_on,
                    extension_months,
                    regularised_on,
                }
            },
        )
        .boxed()
}

pub(crate) fn membership() -> BoxedStrategy<Membership> {
    let leaving = (one_of(Road::ALL), dated()).prop_map(|(road, on)| Leaving { road, on });
    (one_of(Stage::ALL), steps(), dated(), text(), leaving, one_of(Stage::ALL))
        .prop_map(|(stage, steps, since, reason, leaving, was)| match stage {
            Stage::Suspended => {
                Membership::Suspended { steps, suspension: Suspension { since, reason } }
            }
            Stage::Left => Membership::Left { steps, was, leaving },
            open => Membership::at(open, steps).unwrap(),
        })
        .boxed()
}

pub(crate) fn step() -> BoxedStrategy<MembershipStep> {
    prop_oneof![
        8 => select(MembershipStep::samples()),
        1 => any::<i64>().prop_map(|months| MembershipStep::ProbationExtended { months }),
        1 => text().prop_map(|reason| MembershipStep::Suspended { reason }),
    ]
    .boxed()
}

pub(crate) fn act() -> BoxedStrategy<TransferAct> {
    prop_oneof![
        6 => one_of(Receipt::ALL).prop_map(|receipt| TransferAct::Received { receipt }),
        1 => (text(), dated())
            .prop_map(|(letter, valid_until)| TransferAct::LetterReissued { letter, valid_until }),
        1 => text().prop_map(|reason| TransferAct::Refused { reason }),
        1 => text().prop_map(|reason| TransferAct::Withdrawn { reason }),
    ]
    .boxed()
}

fn mobile() -> impl Strategy<Value = Mobile> {
    (dated(), text(), option::of(place()), option::of(dated())).prop_map(
        |(since, to, receiving, contacted_on)| Mobile { since, to, receiving, contacted_on },
    )
}

pub(crate) fn registration() -> BoxedStrategy<Registration> {
    let lost = (dated(), prop::collection::vec(dated(), 0..3))
        .prop_map(|(since, searched_on)| LostContact { since, searched_on });
    (
        values(Field::ALL).prop_map(full),
        option::of(text()),
        membership(),
        place(),
        option::of(mobile()),
        option::of(lost),
    )
        .prop_map(|(fields, blind, membership, held, mobile, lost)| Registration {
            fields,
            blind,
            membership,
            held,
            mobile,
            lost,
        })
        .boxed()
}

fn of_transfer() -> BoxedStrategy<PersonEvent> {
    use PersonEvent as E;
    prop_oneof![
        1 => (place(), text(), dated(), option::of(dated())).prop_map(
            |(to, letter, valid_until, dues_paid_until)| E::TransferOpened {
                to,
                letter,
                valid_until,
                dues_paid_until,
            }
        ),
        1 => (place(), Just("川组转001".to_owned()), dated()).prop_map(
            |(to, letter, valid_until)| E::TransferOpened {
                to,
                letter,
                valid_until,
                dues_paid_until: None,
            }
        ),
        4 => act().prop_map(|act| E::TransferActed { act }),
    ]
    .boxed()
}

fn of_mobility() -> BoxedStrategy<PersonEvent> {
    use PersonEvent as E;
    prop_oneof![
        (text(), option::of(place())).prop_map(|(to, receiving)| E::WentMobile { to, receiving }),
        Just(E::CameBack),
        Just(E::Contacted),
        Just(E::ContactLost),
        Just(E::SearchFailed),
    ]
    .boxed()
}

pub(crate) fn person_event() -> BoxedStrategy<PersonEvent> {
    use PersonEvent as E;
    prop_oneof![
        1 => registration()
            .prop_map(|registration| E::PersonRegistered { registration: Box::new(registration) }),
        2 => (values(Field::ALL), option::of(text()))
            .prop_map(|(changes, blind)| E::PersonChanged { changes, blind }),
        8 => step().prop_map(|step| E::MembershipStepped { step }),
        1 => (steps(), text())
            .prop_map(|(steps, reason)| E::MembershipDaysCorrected { steps, reason }),
        2 => (option::of(place()), option::of(place()))
            .prop_map(|(active, dues)| E::AffiliationSet { active, dues }),
        2 => (place(), place()).prop_map(|(from, to)| E::BranchReorganised { from, to }),
        9 => of_transfer(),
        5 => of_mobility(),
        1 => someone().prop_map(|survivor| E::MergedInto { survivor }),
        1 => (someone(), values(Field::ALL), option::of(text()))
            .prop_map(|(other, changes, blind)| E::Absorbed { other, changes, blind }),
    ]
    .boxed()
}
