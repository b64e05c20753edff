//! The interchange form of cases, as documented.

use serde_json::json;
use xibao_rulebook::{Reckoner, bundled, read_case};

/// The example of the interchange form gives the finding, term and next step it shows.
#[test]
fn the_documented_example() {
    let book = bundled::cpc().unwrap();
    let reckoner = Reckoner::new(&book, "admission");
    let (case, problems) = read_case(
        &book,
        &json!({"id": "A-17", "procedure": "admission", "today": "2028-06-01",
            "person": {"born": "2001-05-04"},
            "facts": [{"kind": "application-received", "on": "2025-08-31"},
                {"kind": "first-talk", "on": "2025-10-04"},
                {"kind": "activist-determined", "on": "2026-03-10"}]}),
    );
    assert_eq!(problems, []);
    let answer = json!(reckoner.reckon(&case));
    assert_eq!(answer["id"], "A-17");
    assert_eq!(answer["stage"], "activist");
    let finding = &answer["findings"][0];
    for (key, value) in [
        ("rule", json!("dev-talk-within-one-month")),
        ("level", json!("breach")),
        ("edition", json!("2014")),
        ("article", json!("7")),
        ("due", json!("2025-09-30")),
        ("on", json!("2025-10-04")),
        ("late_days", json!(4)),
    ] {
        assert_eq!(finding[key], value, "{key}");
    }
    let term = &answer["terms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|term| term["rule"] == "dev-talk-within-one-month");
    let term = term.unwrap();
    assert_eq!(
        (&term["from"], &term["due"], &term["met"]),
        (&json!("2025-08-31"), &json!("2025-09-30"), &json!(false))
    );
    let next = answer["next"].as_array().unwrap();
    let decided = next.iter().find(|next| next["kind"] == "candidate-decided").unwrap();
    assert_eq!(decided["not_before"], "2027-03-10");
}
