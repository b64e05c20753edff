use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| crate::bundled::cpc().unwrap());

#[test]
fn answers_begin_as_the_interchange_form_shows() {
    for (request, start) in [
        (
            r#"{"id":"1","calc":"dues","payer":"salaried","base":"6200"}"#,
            r#"{"id":"1","monthly":"93.00","rate":"0.015","rule":"due-rate-band3","article":"2""#,
        ),
        (
            r#"{"id":"2","calc":"dues","payer":"retired","base":"5200"}"#,
            r#"{"id":"2","monthly":"52.00","rate":"0.01","rule":"due-retired-above""#,
        ),
        (
            r#"{"id":"3","calc":"dues","payer":"salaried","employer":"public-institution","income":{"post":"2400","grade":"800","basic_performance":"1500"},"deductions":{"pension":"376","income_tax":"0"}}"#,
            r#"{"id":"3","monthly":"43.24","#,
        ),
        (
            r#"{"id":"4","calc":"vote","meeting":"admission","eligible":21,"present":12,"ayes":11,"written_ayes":0,"noes":0,"abstentions":0}"#,
            r#"{"id":"4","record_valid":true,"quorum":true,"adopted":true,"needed":11,"#,
        ),
        (
            r#"{"id":"5","calc":"election","eligible":30,"present":24,"seats":3,"candidates":[{"ayes":20},{"ayes":17},{"ayes":16},{"ayes":9}]}"#,
            r#"{"id":"5","quorum":true,"difference_ok":true,"elected":[0,1,2],"#,
        ),
        (
            r#"{"id":"6","calc":"standing","joined":"1964-05-04","origin":"worker","extension_months":0,"today":"2021-07-01"}"#,
            r#"{"id":"6","standing_from":"1965-05-04","years":56,"fifty_year_medal":true,"#,
        ),
        (
            r#"{"id":"7","calc":"term","from":"2023-08-31","plus":"P6M"}"#,
            r#"{"id":"7","due":"2024-02-29","#,
        ),
        (
            r#"{"id":"8","calc":"term","from":"2026-04-20","plus":"5 workdays","first_day_counts":true}"#,
            r#"{"id":"8","due":"2026-04-24","#,
        ),
    ] {
        let line = reply_to_line(&BOOK, request).to_line();
        assert!(line.starts_with(start), "{line}");
        assert!(line.contains(r#""why":{"zh":"#), "{line}");
    }
}

#[test]
fn what_cannot_be_answered_names_field_and_remedy() {
    for (request, field) in [
        (json!({"id": 1, "calc": "tax"}), "calc"),
        (json!({"id": 1}), "calc"),
        (json!({"id": 1, "calc": 7}), "calc"),
        (
            json!({"id": 1, "calc": "vote", "meeting": "admission", "present": 1, "ayes": 1}),
            "eligible",
        ),
        (
            json!({"id": 1, "calc": "vote", "meeting": "admission", "eligible": 1.5, "present": 1,
                   "ayes": 1}),
            "eligible",
        ),
        (json!({"id": 1, "calc": "vote", "eligible": 1, "present": 1, "ayes": 1}), "meeting"),
        (
            json!({"id": 1, "calc": "election", "eligible": 9, "present": 9, "seats": 1}),
            "candidates",
        ),
        (
            json!({"id": 1, "calc": "election", "eligible": 9, "present": 9, "seats": 1,
                   "candidates": [{"ayes": 5}, {}]}),
            "candidates[1].ayes",
        ),
        (json!({"id": 1, "calc": "term", "from": "2025-02-29", "plus": "P18M"}), "from"),
        (json!({"id": 1, "calc": "term", "from": "2025-02-28", "plus": "6 months"}), "plus"),
        // PUB-DUE-019
        (
            json!({"id": 1, "calc": "dues", "payer": "salaried", "rate": "0.005", "months": 12}),
            "base",
        ),
    ] {
        let found = reply(&BOOK, &request);
        assert!(found.is_refused());
        let line = found.to_line();
        assert!(line.starts_with(r#"{"id":1,"error":{"field":""#), "{line}");
        let value = found.to_value();
        assert_eq!(value["error"]["field"], field, "{line}");
        assert!(!value["error"]["zh"].as_str().unwrap().is_empty());
        assert!(!value["error"]["en"].as_str().unwrap().is_empty());
    }
    assert!(reply_to_line(&BOOK, "{\"calc\":").is_refused());
    assert!(reply(&BOOK, &json!([1, 2])).is_refused());
}

#[test]
fn a_misspelt_field_is_told() {
    let request = json!({"calc": "vote", "meeting": "admission", "eligible": 9, "present": 9,
        "ayes": 4, "writen_ayes": 2, "note": "synthetic"});
    assert_eq!(answer(&BOOK, &request)["ignored"], json!(["writen_ayes"]));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-5i64..60).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[-0-9.PMYD]{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "admission",
            "election",
            "committee",
            "salaried",
            "irregular",
            "retired",
            "farmer",
            "enterprise",
            "2024-02-29",
            "1956-09",
            "1800-01-01",
            "2400-12-31",
            "P2400M",
            "1000 workdays",
            "999999999999.999999999999",
            "worker",
            "0",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((keys(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn keys() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "payer",
        "base",
        "annual",
        "quarter_income",
        "employer",
        "income",
        "deductions",
        "months",
        "on",
        "meeting",
        "eligible",
        "present",
        "ayes",
        "written_ayes",
        "noes",
        "abstentions",
        "seats",
        "candidates",
        "ballots_collected",
        "joined",
        "origin",
        "extension_months",
        "interrupted_months",
        "readmitted_on",
        "today",
        "from",
        "plus",
        "first_day_counts",
        "fixed",
        "pension",
        "x",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn never_panics_and_always_echoes_the_id(
        calc in prop::sample::select(CALCULATORS.to_vec()),
        fields in prop::collection::vec((keys(), any_json()), 0..14),
        id in any_json(),
    ) {
        let mut map: serde_json::Map<String, Value> = fields.into_iter().collect();
        map.insert("calc".to_owned(), calc.into());
        map.insert("id".to_owned(), id.clone());
        let found = reply(&BOOK, &Value::Object(map));
        prop_assert_eq!(&found.id, &Some(id));
        let line = found.to_line();
        let (error, why) = ("\"error\":", "\"why\":");
        prop_assert!(line.contains(error) || line.contains(why), "no answer");
    }
}
