use super::*;
use crate::calc::request::answer;
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| crate::bundled::cpc().unwrap());

fn dues(payer: &str, base: &str) -> Result<DuesAnswer, Refusal> {
    let base = Money::parse(base);
    reckon(&BOOK, &DuesRequest { payer: payer.into(), base, ..DuesRequest::default() })
}

fn monthly(payer: &str, base: &str) -> String {
    dues(payer, base).unwrap().monthly.unwrap().to_string()
}

#[test]
fn the_whole_base_pays_the_rate_of_its_band() {
    for (base, expected) in [
        ("0.01", "0.00"),
        ("1", "0.01"),
        ("3000", "15.00"),
        ("3000.00", "15.00"),
        ("3000.000000000001", "30.00"),
        ("3000.01", "30.00"),
        ("5000", "50.00"),
        ("5000.01", "75.00"),
        ("5000.50", "75.01"),
        ("10000", "150.00"),
        ("10000.01", "200.00"),
        ("999999999999", "19999999999.98"),
    ] {
        assert_eq!(monthly("salaried", base), expected, "{base}");
        assert_eq!(monthly("annual-salary", base), expected, "{base}");
        assert_eq!(monthly("irregular", base), expected, "{base}");
    }
    for (base, expected) in [("5000", "25.00"), ("5000.01", "50.00"), ("5200", "52.00")] {
        assert_eq!(monthly("retired", base), expected, "{base}");
    }
}

#[test]
fn the_answer_shows_its_arithmetic_and_article() {
    let answer = dues("salaried", "6200").unwrap();
    assert!(answer.why.zh.contains("6200.00 × 1.5% = 93.00"), "{}", answer.why.zh);
    assert!(answer.why.en.contains("6200.00 × 1.5% = 93.00"), "{}", answer.why.en);
    assert_eq!(answer.basis.cited.zh, "党费规定（2008）第2条");
    let rules: Vec<_> = answer.cites.iter().map(|cite| cite.rule.as_str()).collect();
    assert_eq!(rules, ["due-rate-band3", "due-base-monthly"]);
}

#[test]
fn rounding_follows_the_setting() {
    for (step, base, expected) in
        [("0.1", "2010", "10.10"), ("1", "2099.99", "10.00"), ("1", "2100", "11.00")]
    {
        let mut book = BOOK.clone();
        let setting = book.settings.iter_mut().find(|setting| setting.id == "dues-rounding");
        setting.unwrap().value = step.into();
        let base = Money::parse(base);
        let request = DuesRequest { payer: "salaried".into(), base, ..DuesRequest::default() };
        assert_eq!(reckon(&book, &request).unwrap().monthly, Money::parse(expected));
    }
}

#[test]
fn more_than_the_cap_is_kept_and_told() {
    let answer = dues("salaried", "60000").unwrap();
    assert_eq!(answer.monthly, Money::parse("1200"));
    assert_eq!(answer.generally_at_most, Money::parse("1000"));
    assert!(answer.cites.iter().any(|cite| cite.rule == "due-cap"));
    assert_eq!(dues("salaried", "50000").unwrap().generally_at_most, None);
}

#[test]
fn the_cap_does_not_reach_back_and_neither_do_the_rates() {
    let request = |on: &str| DuesRequest {
        payer: "salaried".into(),
        base: Money::parse("60000"),
        on: Day::parse(on).ok(),
        ..DuesRequest::default()
    };
    assert_eq!(reckon(&BOOK, &request("2010-05-01")).unwrap().generally_at_most, None);
    assert_eq!(reckon(&BOOK, &request("2007-05-01")).unwrap_err().field, "on");
}

/// Asks each request and checks the field that is refused and a word of the remedy.
fn refused(requests: &[(Value, &str, &str)]) {
    for (request, field, remedy) in requests {
        let mut request = request.clone();
        request["calc"] = json!("dues");
        let error = answer(&BOOK, &request)["error"].clone();
        assert_eq!(error["field"], *field, "{request}");
        assert!(error["en"].as_str().unwrap().contains(remedy), "{request}: {error}");
        assert!(!error["zh"].as_str().unwrap().is_empty());
    }
}

#[test]
fn refusals_name_the_field_and_the_remedy() {
    refused(&[
        (json!({"payer": "salaried"}), "base", "give base"),
        (json!({"payer": "retired"}), "base", "pension"),
        (json!({"payer": "salaried", "base": "0"}), "base", "above zero"),
        (json!({"payer": "salaried", "base": "-1"}), "base", "negative"),
        (json!({"payer": "salaried", "base": 6200.5}), "base", "as a text"),
        (json!({"payer": "salaried", "base": "6,200"}), "base", "without separators"),
        (json!({"payer": "salaried", "base": "1", "months": 0}), "months", "from 1"),
        (json!({"payer": "employed", "base": "1"}), "payer", "salaried"),
        (json!({"base": "1"}), "payer", "salaried"),
        (json!({"payer": "salaried", "income": {"post": "1"}}), "employer", "enterprise"),
    ]);
}

#[test]
fn refusals_of_components_list_the_known_ones() {
    refused(&[
        (
            json!({"payer": "salaried", "base": "1", "employer": "enterprise",
                   "income": {"fixed": "1"}}),
            "income",
            "not both",
        ),
        (
            json!({"payer": "salaried", "employer": "enterprise", "income": {"wage": "1"}}),
            "income.wage",
            "fixed, regular_bonus",
        ),
        (
            json!({"payer": "salaried", "employer": "enterprise", "income": {"pension": "1"}}),
            "income.pension",
            "deductions",
        ),
        (
            json!({"payer": "salaried", "employer": "enterprise", "income": {"fixed": "1"},
                   "deductions": {"fixed": "1"}}),
            "deductions.fixed",
            "belongs in income",
        ),
        (
            json!({"payer": "salaried", "employer": "enterprise", "income": {"fixed": "1"},
                   "deductions": {"pension": "2"}}),
            "deductions",
            "exceed",
        ),
        (
            json!({"payer": "salaried", "employer": "enterprise",
                   "income": {"meal_subsidy": "300"}}),
            "income",
            "above zero",
        ),
        (
            json!({"payer": "irregular", "base": "1", "quarter_income": "3"}),
            "quarter_income",
            "not both",
        ),
    ]);
}

#[test]
fn components_count_by_employer() {
    let request = json!({"calc": "dues", "payer": "salaried", "employer": "public-institution",
        "income": {"post": "2400", "grade": "800", "basic_performance": "1500",
                   "reward_performance": "900", "housing_subsidy": "500"},
        "deductions": {"pension": "376", "income_tax": "0"}});
    let found = answer(&BOOK, &request);
    assert_eq!(found["base"], "4324.00");
    assert_eq!(found["monthly"], "43.24");
    let roles: Vec<_> = found["income"].as_array().unwrap().iter().map(|l| &l["role"]).collect();
    assert_eq!(roles.iter().filter(|role| **role == "excluded").count(), 2);
    // Chinese names are known, too.
    let request = json!({"calc": "dues", "payer": "salaried", "employer": "government",
        "income": {"职务工资": "3100"}});
    assert_eq!(answer(&BOOK, &request)["monthly"], "31.00");
}

proptest! {
    #[test]
    fn dues_rise_with_the_base_within_a_band(low in 1i64..5_000_000, more in 0i64..5_000_000) {
        let of = |fen: i64| {
            let base = Some(Money::from_fen(fen));
            let request = DuesRequest { payer: "salaried".into(), base, ..Default::default() };
            let answer = reckon(&BOOK, &request).unwrap();
            (answer.basis.rule, answer.monthly.unwrap())
        };
        let ((low_band, low_dues), (high_band, high_dues)) = (of(low), of(low + more));
        prop_assert!(low_dues <= high_dues);
        prop_assert!(low_band <= high_band);
    }

    #[test]
    fn dues_are_the_product_rounded(fen in 500_001i64..=1_000_000) {
        let request = DuesRequest {
            payer: "salaried".into(),
            base: Some(Money::from_fen(fen)),
            ..Default::default()
        };
        // 1.5% of the base in fen, half up: floor((15 * fen + 500) / 1000).
        let expected = Money::from_fen((15 * fen + 500) / 1_000);
        prop_assert_eq!(reckon(&BOOK, &request).unwrap().monthly, Some(expected));
    }

    #[test]
    fn a_quarter_is_three_months(fen in 1i64..3_000_000) {
        let request = |base, quarter_income| DuesRequest {
            payer: "irregular".into(), base, quarter_income, ..Default::default()
        };
        let by_month = reckon(&BOOK, &request(Some(Money::from_fen(fen)), None)).unwrap();
        let by_quarter = reckon(&BOOK, &request(None, Some(Money::from_fen(3 * fen)))).unwrap();
        prop_assert_eq!(by_month.monthly, by_quarter.monthly);
    }
}
