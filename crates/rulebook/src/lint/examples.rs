//! Worked examples: each must hold, and each rule must be seen to fire.

use super::Lint;
use crate::calc;
use crate::case::read_case;
use crate::model::{Demand, Example, Rule};
use crate::reckon::Reckoner;
use serde_json::{Value, json};

impl Lint<'_> {
    pub(super) fn worked_examples(&mut self) {
        let book = self.book;
        for procedure in &book.procedures {
            let reckoner = Reckoner::new(book, &procedure.id);
            for rule in book.rules.iter().filter(|rule| rule.procedure == procedure.id) {
                self.examples_of(&reckoner, rule);
            }
        }
    }

    fn examples_of(&mut self, reckoner: &Reckoner<'_>, rule: &Rule) {
        if !self.book.speaks(rule) {
            return;
        }
        for example in &rule.examples {
            if let Err(message) = holds(reckoner, rule, example) {
                let message = format!("example \"{}\" of \"{}\": {message}", example.name, rule.id);
                self.object(&rule.place, message);
            }
        }
        let stated = matches!(rule.demand, Demand::Calculated | Demand::Stated);
        let fires = rule.examples.iter().any(|example| {
            stated || example.expect.get("level").is_none_or(|level| level != "none")
        });
        if !fires && (!stated || !rule.examples.is_empty()) {
            let message = format!(
                "nothing shows that rule \"{}\" can ever fire; add an example in which it does",
                rule.id
            );
            self.object(&rule.place, message);
        }
    }
}

/// Does the answer to an example have every key that it expects?
fn holds(reckoner: &Reckoner<'_>, rule: &Rule, example: &Example) -> Result<(), String> {
    let answer = if example.given.get("calc").is_some() {
        calc::request::answer(reckoner.book(), &example.given)
    } else {
        finding_of(reckoner, rule, example)?
    };
    for (key, expected) in &example.expect {
        let found = answer.get(key).unwrap_or(&Value::Null);
        if found != expected {
            return Err(format!("expected {key} = {expected}, found {found}"));
        }
    }
    Ok(())
}

fn finding_of(reckoner: &Reckoner<'_>, rule: &Rule, example: &Example) -> Result<Value, String> {
    let mut given = example.given.clone();
    if let Some(map) = given.as_object_mut() {
        map.insert("procedure".to_owned(), json!(rule.procedure));
    }
    let (case, problems) = read_case(reckoner.book(), &given);
    if let Some(problem) = problems.first() {
        return Err(format!("{}: {}", problem.place, problem.message.en));
    }
    let reckoning = reckoner.reckon(&case);
    let finding = reckoning.findings.iter().find(|finding| finding.rule == rule.id);
    Ok(finding.map_or_else(|| json!({"level": "none"}), |finding| json!(finding)))
}
