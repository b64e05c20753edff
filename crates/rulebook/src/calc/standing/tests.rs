use super::*;
use crate::calc::request::answer;
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| crate::bundled::cpc().unwrap());

fn ask(fields: &serde_json::Value) -> serde_json::Value {
    let mut request = fields.clone();
    request["calc"] = json!("standing");
    answer(&BOOK, &request)
}

#[test]
fn both_ends_of_every_era() {
    for (joined, origin, from) in [
        ("1921-07-01", "worker", "1921-07-01"),
        ("1923-06-09", "intellectual", "1923-06-09"),
        ("1923-06-10", "worker", "1923-09-10"),
        ("1927-04-26", "intellectual", "1927-10-26"),
        ("1927-04-27", "soldier", "1927-04-27"),
        ("1928-06-17", "free-profession", "1928-09-17"),
        ("1928-06-18", "worker", "1928-06-18"),
        ("1945-04-22", "other", "1945-04-22"),
        ("1945-04-23", "coolie", "1945-10-23"),
        ("1956-09-14", "staff", "1957-09-14"),
        ("1956-09-14", "other", "1958-09-14"),
        ("1956-09-15", "other", "1957-09-15"),
        ("1969-03-31", "worker", "1970-03-31"),
        ("1969-04-01", "worker", "1969-04-01"),
        ("1977-08-11", "worker", "1977-08-11"),
        ("1977-08-12", "worker", "1978-08-12"),
        ("1982-09-05", "worker", "1983-09-05"),
        ("1982-09-06", "worker", "1983-09-06"),
    ] {
        let found = ask(&json!({"joined": joined, "origin": origin, "today": "2021-07-01"}));
        assert_eq!(found["standing_from"], from, "{joined} {origin}: {found}");
    }
}

#[test]
fn eras_follow_each_other_without_a_gap() {
    let mut eras: Vec<_> = BOOK.eras.iter().collect();
    eras.sort_by_key(|era| era.from);
    assert_eq!(eras.len(), 9);
    for pair in eras.windows(2) {
        assert_eq!(pair[0].to.map(|to| to.add_days(1)), Some(pair[1].from));
    }
    assert_eq!(eras[8].to, None);
}

#[test]
fn an_origin_that_decides_must_be_known() {
    for (joined, origin) in [
        ("1949-10-01", json!(null)),
        ("1949-10-01", json!("peasant")),
        ("1949-10-01", json!("teacher")),
        ("1949-10-01", json!("*")),
        ("1925-05-30", json!("soldier")),
        ("1927-08-01", json!("other")),
    ] {
        let found = ask(&json!({"joined": joined, "origin": origin, "today": "2021-07-01"}));
        assert_eq!(found["error"]["field"], "origin", "{joined} {origin}");
        assert_eq!(found["error"]["value"], origin);
    }
    // Where all were treated alike it does not matter.
    let found = ask(&json!({"joined": "1964-05-04", "origin": "teacher", "today": "2021-07-01"}));
    assert_eq!(found["standing_from"], "1965-05-04");
}

#[test]
fn a_month_keeps_both_readings() {
    let found = ask(&json!({"joined": "1964-05", "today": "2021-07-01"}));
    assert_eq!((&found["standing_from"], &found["years"]), (&json!("1965-05"), &json!(56)));
    let found = ask(&json!({"joined": "1964-07", "today": "2021-07-15"}));
    assert_eq!((&found["years"], &found["years_min"]), (&json!(null), &json!(55)));
    assert_eq!(found["years_max"], 56);
    // September 1956 holds the end of an era: six months, or a year.
    let found = ask(&json!({"joined": "1956-09", "origin": "worker", "today": "2021-07-01"}));
    assert_eq!(found["standing_from"], "1957-03-01/1957-09-30");
    assert_eq!(found["probation_months"], json!(null));
    // April 1969: a year of probation is not involved before the first.
    let found = ask(&json!({"joined": "1969-04", "today": "2021-07-01"}));
    assert_eq!(found["standing_from"], "1969-04");
}

#[test]
fn fifty_years_are_counted_to_the_cut_off() {
    for (joined, today, medal, due) in [
        ("1970-07-01", "2021-07-01", true, "2021-07-01"),
        ("1971-07-01", "2021-06-30", false, "2021-07-01"),
        ("1971-07-01", "2021-07-01", true, "2021-07-01"),
        ("1971-07-02", "2022-06-30", false, "2022-07-01"),
        ("1971-07-02", "2022-07-01", true, "2022-07-01"),
        ("1972-02-29", "2022-07-01", true, "2022-07-01"),
    ] {
        let found = ask(&json!({"joined": joined, "today": today}));
        assert_eq!(found["fifty_year_medal"], medal, "{joined} {today}");
        assert_eq!(found["medal_due_on"], due, "{joined} {today}");
    }
    let found = ask(&json!({"joined": "1964-05-04", "today": "2021-07-01", "alive": false}));
    assert_eq!(found["fifty_year_medal"], false);
    let found = ask(&json!({"joined": "1971-07", "today": "2021-07-01"}));
    assert_eq!(found["fifty_year_medal"], json!(null));
}

#[test]
fn extension_interruption_and_admission_again() {
    let found = ask(&json!({"joined": "2020-08-31", "extension_months": 6, "today": "2026-11-24"}));
    assert_eq!(found["standing_from"], "2022-02-28");
    let found =
        ask(&json!({"joined": "2000-06-18", "interrupted_months": 24, "today": "2021-06-18"}));
    assert_eq!((&found["standing_from"], &found["years"]), (&json!("2001-06-18"), &json!(18)));
    assert_eq!(found["counted_from"], "2003-06-18");
    let found =
        ask(&json!({"joined": "1964-05-04", "readmitted_on": "1990-03-02", "today": "2021-07-01"}));
    assert_eq!(
        (&found["standing_from"], &found["rule"]),
        (&json!("1990-03-02"), &json!("age-readmission"))
    );
}

#[test]
fn refusals_name_the_field() {
    for (request, field) in [
        (json!({"joined": "1921-06-30"}), "joined"),
        (json!({"joined": "2030-01-01", "today": "2026-11-24"}), "joined"),
        (json!({"joined": "2025-02-29"}), "joined"),
        (json!({"today": "2026-11-24"}), "joined"),
        (json!({"joined": "2020-01-01", "extension_months": 30}), "extension_months"),
        (json!({"joined": "2020-01-01", "interrupted_months": -1}), "interrupted_months"),
        (json!({"joined": "2020-01-01", "readmitted_on": "2019-01-01"}), "readmitted_on"),
    ] {
        assert_eq!(ask(&request)["error"]["field"], field, "{request}");
    }
    // Still on probation: no years yet.
    let found = ask(&json!({"joined": "2026-05-20", "today": "2026-11-24"}));
    assert_eq!((&found["standing_from"], &found["years"]), (&json!("2027-05-20"), &json!(0)));
}

proptest! {
    #[test]
    fn years_are_calendar_anniversaries(number in 4_750i32..19_000, later in 0i32..4_000) {
        let joined = Day::from_number(number);
        let mut request = StandingRequest::joined(Dated::on(joined));
        let today = joined.add_days(later);
        request.today = Some(Dated::on(today));
        let answer = reckon(&BOOK, &request).unwrap();
        let from = Day::parse(&answer.standing_from).unwrap();
        let years = answer.years.unwrap();
        prop_assert_eq!(from, joined.add_months(12));
        prop_assert!(years == 0 || from.add_months(12 * years) <= today);
        prop_assert!(from.add_months(12 * (years + 1)) > today);
    }
}
