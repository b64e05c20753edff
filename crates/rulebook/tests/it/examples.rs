//! Every worked example of the bundled rulebook, run.
//!
//! An example is a case and what its rule says of it; each is a case of its own, so that one
//! failure does not hide the others.

use serde_json::{Value, json};
use xibao_rulebook::{Demand, Example, Reckoner, Rule, bundled, read_case};

#[test]
fn every_worked_example_holds() {
    let book = bundled::cpc().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for procedure in &book.procedures {
        let reckoner = Reckoner::new(&book, &procedure.id);
        for rule in book.rules.iter().filter(|rule| rule.procedure == procedure.id) {
            for example in rule.examples.iter().filter(|_| !is_calculated(rule)) {
                count += 1;
                if let Err(message) = holds(&reckoner, rule, example) {
                    wrong.push(format!("{} / {}: {message}", rule.id, example.name));
                }
            }
        }
    }
    assert!(count > 150, "only {count} examples were run");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_calculated(rule: &Rule) -> bool {
    matches!(rule.demand, Demand::Calculated | Demand::Stated)
}

fn holds(reckoner: &Reckoner<'_>, rule: &Rule, example: &Example) -> Result<(), String> {
    let mut given = example.given.clone();
    given["id"] = json!("example");
    given["procedure"] = json!(rule.procedure);
    let (case, problems) = read_case(reckoner.book(), &given);
    if !problems.is_empty() {
        return Err(format!("the case has problems: {problems:?}"));
    }
    let reckoning = reckoner.reckon(&case);
    let finding = reckoning.findings.iter().find(|finding| finding.rule == rule.id);
    let found = finding.map_or(json!({"level": "none"}), |finding| json!(finding));
    for (key, expected) in &example.expect {
        let actual = found.get(key).unwrap_or(&Value::Null);
        if actual != expected {
            return Err(format!("{key}: expected {expected}, found {actual} in {found}"));
        }
    }
    Ok(())
}
