use super::*;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| crate::bundled::cpc().unwrap());

fn term(from: &str, plus: &str, first_day_counts: Option<bool>) -> TermAnswer {
    let from = Dated::parse(from).unwrap();
    let plus = Length::parse(plus).unwrap();
    reckon(&BOOK, &TermRequest { from, plus, first_day_counts }).unwrap()
}

#[test]
fn months_days_and_working_days() {
    for (from, plus, first, due) in [
        ("2023-08-31", "P6M", None, "2024-02-29"),
        ("2025-01-31", "P1M", None, "2025-02-28"),
        ("2024-02-29", "P1Y", None, "2025-02-28"),
        ("2025-02-28", "P18M", Some(true), "2026-08-27"),
        ("2026-01-01", "P5D", None, "2026-01-06"),
        ("2026-01-01", "P5D", Some(true), "2026-01-05"),
        ("2026-01-01", "P0D", Some(true), "2026-01-01"),
        ("2026-04-20", "5 workdays", Some(true), "2026-04-24"),
        ("2026-04-20", "5 workdays", None, "2026-04-27"),
        // Labour Day 2026: 1–5 May off, Saturday 9 May worked.
        ("2026-04-29", "5 workdays", Some(false), "2026-05-09"),
    ] {
        let answer = term(from, plus, first);
        assert_eq!(answer.due, due, "{from} {plus} {first:?}");
        assert!(!answer.provisional);
    }
}

#[test]
fn a_year_without_a_calendar_is_provisional() {
    let answer = term("2026-12-30", "5 workdays", None);
    assert!(answer.provisional);
    assert!(answer.why.en.contains("provisional"));
    assert!(!term("2026-12-30", "P5D", None).provisional);
}

#[test]
fn a_month_stays_a_month() {
    let answer = term("2023-08", "P6M", None);
    assert_eq!(answer.due, "2024-02");
    assert_eq!(answer.due_earliest.unwrap().to_string(), "2024-02-01");
    assert_eq!(answer.due_latest.unwrap().to_string(), "2024-02-29");
    assert_eq!(term("2023-02", "P1M", None).due, "2023-03");
    assert_eq!(term("2023", "P1Y", None).due, "2024");
    let answer = term("2026-03", "5 workdays", None);
    assert!(answer.due.contains('/'), "{}", answer.due);
}

#[test]
fn beyond_the_years_is_refused() {
    let from = Dated::parse("2399-01-01").unwrap();
    let request = TermRequest { from, plus: Length::Months(2_400), first_day_counts: None };
    assert_eq!(reckon(&BOOK, &request).unwrap_err().field, "plus");
}
