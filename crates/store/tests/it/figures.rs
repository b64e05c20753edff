//! Invented organisations, people and facts.

use std::collections::BTreeMap;

use xibao_domain::organisation::OrganisationEvent;
use xibao_domain::person::{PersonEvent, Registration};
use xibao_domain::tree::Interval;
use xibao_domain::{
    BatchId, Case, FactId, Field, Membership, Organisation, OrganisationId, OrganisationKind,
    Person, PersonId, Region, Stage, Steps, ids_from, read_day,
};
use xibao_store::{BatchRow, FactRow, OrganisationRow, PersonRow, Store};

/// Sixteen bytes that differ with the number, the first ones too.
fn bytes(number: u16) -> [u8; 16] {
    let mut random = [0; 10];
    random[8..].copy_from_slice(&number.to_be_bytes());
    ids_from(1_700_000_000_000 + u64::from(number), random)
}

pub(crate) fn organisation_id(number: u16) -> OrganisationId {
    OrganisationId::from_bytes(bytes(number))
}

pub(crate) fn person_id(number: u16) -> PersonId {
    PersonId::from_bytes(bytes(number))
}

pub(crate) fn region(number: i64) -> Region {
    Region::new(number).unwrap()
}

pub(crate) fn interval(position: i64, last: i64) -> Interval {
    Interval { position, last }
}

/// An organisation in region 51 with a place in the tree.
pub(crate) fn organisation(
    number: u16,
    parent: Option<u16>,
    interval: Interval,
    name: &str,
) -> OrganisationRow {
    let id = organisation_id(number);
    let founded = OrganisationEvent::OrganisationFounded {
        name: name.to_owned(),
        organisation: match parent {
            None => OrganisationKind::Committee,
            Some(_) => OrganisationKind::Branch,
        },
        parent: parent.map(organisation_id),
        region: region(51),
        split_from: None,
        card: BTreeMap::new(),
    };
    let on = read_day("1998-07-01").unwrap();
    let organisation = Organisation::after(None, id, &founded, on).unwrap();
    OrganisationRow { organisation, interval, held: 0, revision: 1 }
}

/// The same with a committee elected until a day.
pub(crate) fn elected(row: OrganisationRow, ends_on: &str) -> OrganisationRow {
    let event = OrganisationEvent::OrganisationElected {
        years: 3,
        ends_on: read_day(ends_on).unwrap(),
        posts: Vec::new(),
    };
    let (id, on) = (row.organisation.id, read_day("2024-03-01").unwrap());
    let organisation = Organisation::after(Some(row.organisation), id, &event, on).unwrap();
    OrganisationRow { organisation, revision: 2, ..row }
}

/// The same, dissolved.
pub(crate) fn dissolved(row: OrganisationRow) -> OrganisationRow {
    let event = OrganisationEvent::OrganisationDissolved { into: None };
    let (id, on) = (row.organisation.id, read_day("2025-03-01").unwrap());
    let organisation = Organisation::after(Some(row.organisation), id, &event, on).unwrap();
    OrganisationRow { organisation, revision: row.revision + 1, ..row }
}

/// A full member of a branch in region 51.
pub(crate) fn person(number: u16, branch: u16, name: &str) -> PersonRow {
    let registration = Registration {
        fields: BTreeMap::from([(Field::Name, name.to_owned())]),
        blind: Some(format!("blind{number}")),
        membership: Membership::at(Stage::Full, Steps::default()).unwrap(),
        held: organisation_id(branch),
        mobile: None,
        lost: None,
    };
    let event = PersonEvent::PersonRegistered { registration: Box::new(registration) };
    PersonRow {
        person: step(None, number, &event),
        region: region(51),
        number: (51 << 40) + i64::from(number),
        pinyin_key: number.wrapping_mul(7919).to_be_bytes().to_vec(),
        stroke_key: number.wrapping_mul(39_193).to_be_bytes().to_vec(),
        revision: 1,
    }
}

/// The same after one more event.
pub(crate) fn after(row: &PersonRow, number: u16, event: &PersonEvent) -> PersonRow {
    let person = step(Some(row.person.clone()), number, event);
    PersonRow { person, revision: row.revision + 1, ..row.clone() }
}

fn step(before: Option<Person>, number: u16, event: &PersonEvent) -> Person {
    let fact = FactId::from_bytes(bytes(number));
    Person::after(before, person_id(number), fact, event, read_day("2026-01-05").unwrap()).unwrap()
}

/// A fact of a person; what it says does not matter to the store.
pub(crate) fn fact(person: u16, seq: u16, body: &str) -> FactRow {
    FactRow {
        region: region(51),
        case: Case::Person(person_id(person)),
        seq: i64::from(seq),
        id: FactId::from_bytes(bytes(person.wrapping_mul(31).wrapping_add(seq))),
        happened_on: "2020-05".to_owned(),
        recorded_at: 1_700_000_000_000,
        actor: "录入员".to_owned(),
        batch: BatchId::from_bytes(bytes(1)),
        body: body.to_owned(),
        key_id: "k1".to_owned(),
        mac: vec![0, 9, 10, 13, 92, 255],
    }
}

pub(crate) fn batch(number: i64, seq: i64, id: u16) -> BatchRow {
    BatchRow {
        region: region(number),
        seq,
        id: BatchId::from_bytes(bytes(id)),
        recorded_at: 1_700_000_000_000 + seq,
        actor: "录入员".to_owned(),
        purpose: "import".to_owned(),
        source: "花名册\t一.xlsx".to_owned(),
        facts: 3,
        digest: vec![1; 32],
        undoes: (seq > 1).then(|| BatchId::from_bytes(bytes(id - 1))),
        key_id: "k1".to_owned(),
        mac: vec![2; 32],
    }
}

/// A committee with two branches and one person in each of them, in region 51.
pub(crate) async fn small_register(store: &Store) {
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    let rows = [
        organisation(1, None, interval(1, 1000), "第一党委"),
        organisation(2, Some(1), interval(2, 100), "第一支部"),
        organisation(3, Some(1), interval(101, 200), "第二支部"),
    ];
    tx.access().save_organisations(&rows).await.unwrap();
    tx.access().save_people(&[person(10, 2, "王芳"), person(11, 3, "李强")]).await.unwrap();
    tx.access().add_held(organisation_id(2), 1).await.unwrap();
    tx.access().add_held(organisation_id(3), 1).await.unwrap();
    tx.commit().await.unwrap();
}
