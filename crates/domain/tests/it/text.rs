//! Facts and states as JSON: what is written is read again, and nothing else is.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use xibao_domain::organisation::OrganisationEvent;
use xibao_domain::person::PersonEvent;
use xibao_domain::{
    Event, FactId, MembershipStep, Organisation, OrganisationId, Person, Region, TransferAct,
    Withdrawal,
};

use crate::any;
use crate::given::{day, fact_id, org, person, who};

/// Writing, reading and writing again gives the same value and the same text.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> Result<(), TestCaseError> {
    let written = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&written).unwrap();
    prop_assert_eq!(&read, value);
    prop_assert_eq!(serde_json::to_string(&read).unwrap(), written);
    Ok(())
}

/// No object anywhere in the text takes a key that it does not know. Maps with keys of their own
/// are passed over when empty, and refuse the word as a key otherwise.
fn strict<T: Serialize + DeserializeOwned>(value: &T) -> Result<(), TestCaseError> {
    let written = serde_json::to_value(value).unwrap();
    let mut places = Vec::new();
    objects(&written, &mut String::new(), &mut places);
    for place in places {
        let mut more = written.clone();
        let object = more.pointer_mut(&place).and_then(Value::as_object_mut).unwrap();
        object.insert("unheard-of".to_owned(), json!(1));
        let text = more.to_string();
        prop_assert!(serde_json::from_str::<T>(&text).is_err(), "taken: {text}");
    }
    Ok(())
}

fn objects(value: &Value, path: &mut String, places: &mut Vec<String>) {
    let length = path.len();
    match value {
        Value::Object(object) => {
            places.push(path.clone());
            for (key, below) in object {
                write!(path, "/{key}").unwrap();
                objects(below, path, places);
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            for (place, below) in items.iter().enumerate() {
                write!(path, "/{place}").unwrap();
                objects(below, path, places);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn events_round_trip_and_take_no_unknown_key(
        one in any::organisation_event(), other in any::person_event(),
    ) {
        for event in [Event::from(one), Event::from(other)] {
            round_trip(&event)?;
            strict(&event)?;
        }
    }

    #[test]
    fn states_round_trip_and_take_no_unknown_key(
        of_organisation in prop::collection::vec(any::organisation_event(), 0..12),
        registration in any::registration(),
        of_person in prop::collection::vec(any::person_event(), 0..12),
    ) {
        let founded = crate::given::founded(xibao_domain::OrganisationKind::Branch, Some(4));
        let mut organisation = None;
        for event in std::iter::once(&founded).chain(&of_organisation) {
            let after = Organisation::after(organisation.clone(), org(1), event, day("2020"));
            organisation = after.ok().or(organisation);
        }
        round_trip(&organisation.clone().unwrap())?;
        strict(&organisation.unwrap())?;

        let registered = PersonEvent::PersonRegistered { registration: Box::new(registration) };
        let mut person = None;
        for event in std::iter::once(&registered).chain(&of_person) {
            let after = Person::after(person.clone(), who(1), fact_id(9), event, day("2020"));
            person = after.ok().or(person);
        }
        round_trip(&person.clone().unwrap())?;
        strict(&person.unwrap())?;
    }

    #[test]
    fn any_day_known_in_part_is_stored_and_read(dated in any::dated()) {
        prop_assert_eq!(xibao_domain::read_day(&dated.to_string()), Ok(dated));
        round_trip(&dated)?;
    }

    #[test]
    fn any_bytes_are_an_id_and_any_text_reads_or_not(bytes in any::<[u8; 16]>(), text in "\\PC*") {
        let id = FactId::from_bytes(bytes);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert_eq!(id.as_bytes(), &bytes);
        round_trip(&id)?;
        let _ = text.parse::<OrganisationId>();
        let _ = serde_json::from_str::<Event>(&text);
    }
}

#[test]
fn days_that_are_none_are_refused() {
    for text in ["", "2020-13", "2020-02-30", "2021-01-01/2020-01-01", "2020/2021", "1799", "??"] {
        assert!(xibao_domain::read_day(text).is_err(), "{text}");
    }
    for (text, same) in [("2020-02-01/2020-02-29", "2020-02"), ("1800-01-01/2400-12-31", "?")] {
        assert_eq!(xibao_domain::read_day(text).unwrap().to_string(), same);
    }
}

#[test]
fn what_is_written_has_this_form() {
    let withdrawn = Withdrawal { fact: fact_id(7), reason: "日期有误".to_owned() };
    let opened = PersonEvent::TransferOpened {
        to: org(2),
        letter: "001".to_owned(),
        valid_until: day("2026-03"),
        dues_paid_until: None,
    };
    let received = PersonEvent::TransferActed {
        act: TransferAct::Received { receipt: xibao_domain::Receipt::Person },
    };
    for (event, text) in [
        (
            Event::Withdrawn { withdrawn },
            r#"{"withdrawn":{"fact":"00000000-0000-0000-0000-000000000007","reason":"日期有误"}}"#,
        ),
        (Event::from(PersonEvent::CameBack), r#"{"kind":"came-back"}"#),
        (
            Event::from(PersonEvent::MembershipStepped { step: MembershipStep::Admitted }),
            r#"{"kind":"membership-stepped","step":{"step":"admitted"}}"#,
        ),
        (
            Event::from(opened),
            r#"{"kind":"transfer-opened","to":"00000000-0000-0000-0000-000000000002","letter":"001","valid_until":"2026-03"}"#,
        ),
        (
            Event::from(received),
            r#"{"kind":"transfer-acted","act":{"act":"received","receipt":"person"}}"#,
        ),
        (
            Event::from(OrganisationEvent::OrganisationDissolved { into: None }),
            r#"{"kind":"organisation-dissolved"}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
        assert_eq!(serde_json::from_str::<Event>(text).unwrap(), event);
    }
}

#[test]
fn a_text_that_says_too_much_or_too_little_is_no_event() {
    for text in [
        "null",
        "{}",
        r#"{"kind":"unheard-of"}"#,
        r#"{"kind":"came-back","to":"成都"}"#,
        r#"{"kind":"membership-stepped","step":{"step":"admitted","on":"2020-01-01"}}"#,
        r#"{"kind":"membership-stepped","step":{"step":"left","road":"by-air"}}"#,
        r#"{"kind":"organisation-renamed"}"#,
        r#"{"kind":"person-changed","changes":{"salary":"1"}}"#,
        r#"{"withdrawn":{"fact":"7","reason":""}}"#,
        r#"{"withdrawn":{"fact":"00000000-0000-0000-0000-000000000007","reason":"","by":"x"}}"#,
        r#"{"withdrawn":{"fact":"00000000-0000-0000-0000-000000000007","reason":""},"by":"x"}"#,
    ] {
        assert!(serde_json::from_str::<Event>(text).is_err(), "{text}");
    }
}

#[test]
fn regions_are_two_digits() {
    assert_eq!(Region::of_division("510100"), Region::new(51));
    for none in ["", "5", "五一", "-1", "+1"] {
        assert_eq!(Region::of_division(none), None, "{none}");
    }
    assert!(serde_json::from_str::<Region>("100").is_err());
    assert_eq!(Region::CENTRAL.to_string(), "00");
    assert_eq!(person(xibao_domain::Stage::Full).name(), "王小明");
}
