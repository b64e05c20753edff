//! Short ways to say what is given.

use xibao_domain::organisation::{Card, OrganisationEvent, Surroundings};
use xibao_domain::person::{PersonEvent, Places, Registration};
use xibao_domain::{
    BatchId, Case, Event, Fact, FactId, Field, Fields, Instant, Membership, MembershipStep,
    Organisation, OrganisationId, OrganisationKind, Person, PersonId, Refusal, Region, Stage,
    Steps,
};
use xibao_rulebook::Dated;

pub(crate) fn day(text: &str) -> Dated {
    Dated::parse_stored(text).unwrap()
}

fn bytes(number: u16) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[14..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub(crate) fn org(number: u16) -> OrganisationId {
    OrganisationId::from_bytes(bytes(number))
}

pub(crate) fn who(number: u16) -> PersonId {
    PersonId::from_bytes(bytes(number))
}

pub(crate) fn fact_id(number: u16) -> FactId {
    FactId::from_bytes(bytes(number))
}

pub(crate) fn founded(kind: OrganisationKind, parent: Option<u16>) -> OrganisationEvent {
    OrganisationEvent::OrganisationFounded {
        name: format!("第一{}", kind.text().zh),
        organisation: kind,
        parent: parent.map(org),
        region: Region::new(51).unwrap(),
        split_from: None,
        card: Card::new(),
    }
}

pub(crate) fn organisation(number: u16, kind: OrganisationKind) -> Organisation {
    Organisation::after(None, org(number), &founded(kind, None), day("2001-07-01")).unwrap()
}

pub(crate) fn dissolved(number: u16, kind: OrganisationKind) -> Organisation {
    let event = OrganisationEvent::OrganisationDissolved { into: None };
    let before = Some(organisation(number, kind));
    Organisation::after(before, org(number), &event, day("2020-01-01")).unwrap()
}

/// What is around an organisation that is to stand under this one.
pub(crate) fn under(parent: Organisation) -> Surroundings {
    Surroundings { parent: Some(parent), ..Surroundings::default() }
}

pub(crate) fn registration(stage: Stage) -> Registration {
    let steps = Steps { applied_on: Some(day("2019-05")), ..Steps::default() };
    Registration {
        fields: Fields::from([(Field::Name, "王小明".to_owned())]),
        blind: None,
        membership: Membership::at(stage, steps).unwrap(),
        held: org(1),
        mobile: None,
        lost: None,
    }
}

pub(crate) fn registered(registration: Registration) -> PersonEvent {
    PersonEvent::PersonRegistered { registration: Box::new(registration) }
}

pub(crate) fn person(stage: Stage) -> Person {
    let event = registered(registration(stage));
    Person::after(None, who(1), fact_id(1), &event, day("2020-01-01")).unwrap()
}

/// A person to whom these things have happened, one each year from 2021.
pub(crate) fn person_after(stage: Stage, events: &[PersonEvent]) -> Person {
    events.iter().zip(2_u16..).fold(person(stage), |before, (event, number)| {
        let on = day(&format!("{}-03-01", 2019 + number));
        Person::after(Some(before), who(1), fact_id(number), event, on).unwrap()
    })
}

pub(crate) fn stepped(step: MembershipStep) -> PersonEvent {
    PersonEvent::MembershipStepped { step }
}

/// Three branches (1 to 3), a committee (4), a group (5), a dissolved branch (6) and a temporary
/// branch (7).
pub(crate) fn places() -> Places {
    use OrganisationKind::{Branch, Committee, Group, JointBranch, TemporaryBranch};
    Places::of(vec![
        organisation(1, Branch),
        organisation(2, Branch),
        organisation(3, JointBranch),
        organisation(4, Committee),
        organisation(5, Group),
        dissolved(6, Branch),
        organisation(7, TemporaryBranch),
    ])
}

pub(crate) fn facts(case: Case, events: impl IntoIterator<Item = Event>) -> Vec<Fact> {
    events
        .into_iter()
        .zip(1_u16..)
        .map(|(event, number)| Fact {
            id: fact_id(number),
            case,
            seq: i64::from(number),
            happened_on: day(&format!("{}-03-01", 1960 + i32::from(number))),
            recorded_at: Instant(1_700_000_000_000 + i64::from(number)),
            actor: "书记".to_owned(),
            batch: BatchId::from_bytes(bytes(number)),
            event,
        })
        .collect()
}

/// The code of a refusal, or `-`.
pub(crate) fn code<T>(outcome: &Result<T, Refusal>) -> &'static str {
    let Err(refusal) = outcome else { return "-" };
    assert!(!refusal.text.zh.is_empty() && !refusal.text.en.is_empty(), "{}", refusal.code);
    refusal.code
}
