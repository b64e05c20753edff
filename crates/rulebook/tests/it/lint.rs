//! Lint: clean on the bundled rulebook, and naming the place on broken ones.
//!
//! Each broken rulebook is the small sound one below with one thing wrong.

use xibao_rulebook::{Rulebook, bundled};

/// A rulebook of one rule, without a fault.
const SOUND: &str = r#"
[rulebook]
id = "small"
version = "1"
zh = "小规则库"
en = "Small rulebook"

[[source]]
id = "s"
zh = "某规定"
en = "Some regulation"
short = { zh = "规定", en = "Regulation" }

[[edition]]
source = "s"
id = "1"
from = "2014-05-28"
verified = true
articles = ["7", "8"]

[[procedure]]
id = "p"
zh = "程序"
en = "Procedure"

[[stage]]
id = "begun"
procedure = "p"
zh = "开始"
en = "begun"

[[kind]]
id = "asked"
procedure = "p"
zh = "申请"
en = "asked"
path = true
stage = "begun"

[[kind]]
id = "answered"
procedure = "p"
zh = "答复"
en = "answered"
path = true

[[rule]]
id = "answer-in-time"
procedure = "p"
kind = "max-interval"
zh = "一个月内答复"
en = "answer within a month"
cites = [{ source = "s", edition = "1", article = "7", confidence = "found" }]
from = ["asked"]
to = ["answered"]
limit = "P1M"

[[rule.example]]
name = "late"
given = { facts = [{ kind = "asked", on = "2025-01-31" }, { kind = "answered", on = "2025-03-02" }] }
expect = { level = "breach", due = "2025-02-28", late_days = 2 }
"#;

/// What reading or lint objects to, one a line.
fn objections(text: &str) -> String {
    let diagnostics = match Rulebook::read(&[("small.toml", text)]) {
        Ok(book) => book.lint(),
        Err(error) => error.0,
    };
    diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|line| line.contains(part)).unwrap() + 1
}

/// Breaks the sound rulebook and expects one objection that names place and thing.
#[track_caller]
fn check(from: &str, to: &str, place: &str, says: &str) {
    assert!(SOUND.contains(from), "{from} is not in the sound rulebook");
    let text = SOUND.replacen(from, to, 1);
    let objections = objections(&text);
    let expected = format!("small.toml:{}: ", line_of(&text, place));
    assert!(objections.contains(&expected), "expected {expected} in:\n{objections}");
    assert!(objections.contains(says), "expected \"{says}\" in:\n{objections}");
}

#[test]
fn the_bundled_rulebook_is_clean() {
    let book = bundled::cpc().unwrap();
    let objections: Vec<String> = book.lint().iter().map(ToString::to_string).collect();
    assert_eq!(objections, Vec::<String>::new());
    let examples: usize = book.rules.iter().map(|rule| rule.examples.len()).sum();
    assert!(examples > 150, "only {examples} worked examples were run");
}

#[test]
fn the_sound_rulebook_is_clean() {
    assert_eq!(objections(SOUND), "");
}

#[test]
fn a_misspelt_key() {
    check("limit = \"P1M\"", "limmit = \"P1M\"", "limmit", "unknown field `limmit`");
}

#[test]
fn a_fact_that_no_step_records() {
    check("to = [\"answered\"]", "to = [\"replied\"]", "[[rule]]", "\"replied\"");
}

#[test]
fn an_edition_that_does_not_exist() {
    check("edition = \"1\", article", "edition = \"2\", article", "[[rule]]", "s:2");
}

#[test]
fn an_article_that_the_edition_does_not_have() {
    check("article = \"7\"", "article = \"9\"", "[[rule]]", "article \"9\"");
}

#[test]
fn a_name_missing_in_one_language() {
    let text = SOUND.replacen("en = \"answered\"", "en = \"\"", 1);
    let expected = format!("small.toml:{}: kind", line_of(&text, "id = \"answered\"") - 1);
    let objections = objections(&text);
    assert!(objections.contains(&expected), "expected {expected} in:\n{objections}");
    assert!(objections.contains("kind \"answered\" has no English name"), "{objections}");
}

#[test]
fn a_length_that_is_none() {
    check("limit = \"P1M\"", "limit = \"one month\"", "[[rule]]", "\"one month\" is not a length");
}

#[test]
fn an_expression_with_a_wrong_type() {
    let rule = "limit = \"P1M\"\nwhen = \"asked.on > 3\"";
    check("limit = \"P1M\"", rule, "when = ", "a day cannot be compared with a number");
}

#[test]
fn a_rule_that_can_never_fire() {
    check("to = [\"answered\"]", "to = [\"asked\"]", "[[rule]]", "can never fire");
}

#[test]
fn a_rule_that_nothing_shows_to_fire() {
    let at = SOUND.find("[[rule.example]]").unwrap();
    let text = SOUND.get(..at).unwrap();
    let objections = objections(text);
    assert!(objections.contains("nothing shows that rule \"answer-in-time\""), "{objections}");
}

#[test]
fn an_example_that_does_not_hold() {
    check("late_days = 2", "late_days = 3", "[[rule]]", "expected late_days = 3, found 2");
}

#[test]
fn two_rules_that_contradict_each_other() {
    let rule = SOUND.get(SOUND.find("[[rule]]").unwrap()..).unwrap();
    let other = rule
        .replacen("answer-in-time", "answer-not-soon", 1)
        .replacen("max-interval", "min-interval", 1)
        .replacen("P1M", "P2M", 1)
        .replacen("2025-03-02", "2025-03-15", 1)
        .replacen("due = \"2025-02-28\", late_days = 2", "due = \"2025-03-31\"", 1);
    let objections = objections(&format!("{SOUND}\n{other}"));
    assert!(objections.contains("contradict each other"), "{objections}");
    assert!(objections.contains("\"answer-in-time\" and \"answer-not-soon\""), "{objections}");
}

#[test]
fn two_editions_in_force_on_one_day() {
    let edition =
        "[[edition]]\nsource = \"s\"\nid = \"2\"\nfrom = \"2020-01-01\"\nverified = false\n";
    let text = SOUND.replacen("[[procedure]]", &format!("{edition}\n[[procedure]]"), 1);
    let objections = objections(&text);
    let expected = format!("small.toml:{}: editions s:1 and s:2", line_of(&text, "id = \"2\"") - 2);
    assert!(objections.contains(&expected), "expected {expected} in:\n{objections}");
}

#[test]
fn a_day_that_does_not_exist() {
    check("2014-05-28", "2014-02-30", "[[edition]]", "2014-02-30 does not exist");
}

#[test]
fn a_file_that_is_not_toml() {
    assert!(objections("[[rule]\nid").starts_with("small.toml:1: "));
}
