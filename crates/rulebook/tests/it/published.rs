//! Published cases: what handbooks, answers, notices and other programs' tests say, carried into
//! the rulebook's own terms.
//!
//! `tests/data/published.jsonl` holds one case a line, each with its checks. A check is one of
//!
//! - `case` with `finding`, `term`, `stage` or `problem`: what the rules say of dated facts;
//!   a finding of level `none` is the absence of one;
//! - `calc` with `answer`: keys that the calculator's answer must have, `error` included;
//! - `rule`, `meeting` or `setting` with `says`: the data of the rulebook;
//! - `limits_to` with `limits`: every latest day that rules set for a kind of fact;
//! - `sum` and `ratio`: arithmetic over the numbers of a published table.
//!
//! `settings` turns settings for one check, `calendar: "weekends"` takes the holidays away.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use xibao_rulebook::calc::{request, standing, vote};
use xibao_rulebook::{
    Calendar, Cite, Day, Demand, Force, Length, Reckoner, Rule, Rulebook, SlotName, bundled,
    read_case,
};

const DATA: &str = include_str!("../data/published.jsonl");

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().unwrap());
static RECKONERS: LazyLock<BTreeMap<String, Reckoner<'static>>> = LazyLock::new(|| {
    let ids = BOOK.procedures.iter().map(|procedure| procedure.id.clone());
    ids.map(|id| (id.clone(), Reckoner::new(&BOOK, &id))).collect()
});
static CASES: LazyLock<Vec<Value>> =
    LazyLock::new(|| DATA.lines().map(|line| serde_json::from_str(line).unwrap()).collect());

/// The account of the cases for people.
const ACCOUNT: &str = include_str!("../../../../docs/published-cases.md");

/// Where a check keeps what it expects.
const EXPECTED: [&str; 10] = [
    "/finding",
    "/term",
    "/stage",
    "/problem",
    "/answer",
    "/says",
    "/limits",
    "/sum/total",
    "/ratio/is",
    "/ratio/met",
];

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn checks(case: &Value) -> &[Value] {
    case["checks"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Does a check hold? If not, why not.
fn judge(check: &Value) -> Result<(), String> {
    let forms = ["case", "calc", "rule", "meeting", "setting", "limits_to", "sum", "ratio"];
    let form: Vec<&str> = forms.into_iter().filter(|form| check.get(form).is_some()).collect();
    match form[..] {
        ["case"] => judge_case(check),
        ["calc"] => judge_calc(check),
        ["rule"] => judge_rule(text(check, "rule"), &check["says"]),
        ["meeting"] => judge_meeting(text(check, "meeting"), &check["says"]),
        ["setting"] => judge_setting(text(check, "setting"), &check["says"]),
        ["limits_to"] => within(&check["limits"], &limits_to(text(check, "limits_to"))),
        ["sum"] => judge_sum(&check["sum"]),
        ["ratio"] => judge_ratio(&check["ratio"]),
        _ => Err(format!("a check has one form, this has {form:?}")),
    }
}

/// Every expected key is there with its value; objects may have more, arrays may not.
fn within(expected: &Value, actual: &Value) -> Result<(), String> {
    let differ = || Err(format!("expected {expected}, found {actual}"));
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, expected) in expected {
                within(expected, actual.get(key).unwrap_or(&Value::Null))
                    .map_err(|message| format!("{key}: {message}"))?;
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            expected.iter().zip(actual).try_for_each(|(expected, actual)| within(expected, actual))
        }
        _ if expected == actual => Ok(()),
        _ => differ(),
    }
}

/// The rulebook with the settings and calendar that a check asks for; `None` if as it is.
fn own_book(check: &Value) -> Result<Option<Rulebook>, String> {
    let (settings, calendar) = (check["settings"].as_object(), check.get("calendar"));
    if settings.is_none() && calendar.is_none() {
        return Ok(None);
    }
    let mut book = BOOK.clone();
    if let Some(calendar) = calendar {
        if calendar != "weekends" {
            return Err(format!("there is no calendar {calendar}"));
        }
        book.calendar = Calendar::default();
    }
    for (id, value) in settings.into_iter().flatten() {
        let value = value.as_bool().ok_or_else(|| format!("{id} is no yes-or-no here"))?;
        let setting = book.settings.iter_mut().find(|setting| setting.id == *id);
        setting.ok_or_else(|| format!("there is no setting {id}"))?.value = value.into();
    }
    Ok(Some(book))
}

fn judge_case(check: &Value) -> Result<(), String> {
    let own = own_book(check)?;
    let case = &check["case"];
    let procedure = text(case, "procedure");
    let own_reckoner = own.as_ref().map(|book| Reckoner::new(book, procedure));
    let reckoner = match &own_reckoner {
        Some(reckoner) => reckoner,
        None => RECKONERS.get(procedure).ok_or_else(|| format!("no procedure {procedure}"))?,
    };
    let (read, problems) = read_case(reckoner.book(), case);
    if let Some(expected) = check.get("problem") {
        let [problem] = &problems[..] else {
            return Err(format!("expected one problem, found {}", problems.len()));
        };
        return within(expected, &json!({"place": problem.place, "value": problem.value}));
    }
    if let Some(problem) = problems.first() {
        return Err(format!("{}: {}", problem.place, problem.message.en));
    }
    let answer = json!(reckoner.reckon(&read));
    if let Some(expected) = check.get("stage") {
        return within(expected, &answer["stage"]);
    }
    if let Some(expected) = check.get("term") {
        return one_of(expected, &answer["terms"]);
    }
    let expected = check.get("finding").ok_or("the case expects nothing")?;
    let id = text(expected, "rule");
    let known = reckoner.book().rule(id).filter(|rule| rule.procedure == procedure);
    known.ok_or_else(|| format!("{procedure} has no rule {id}"))?;
    if text(expected, "level") != "none" {
        return one_of(expected, &answer["findings"]);
    }
    let none = json!({"rule": id, "level": "none"});
    let found = of_rule(id, &answer["findings"]).unwrap_or(&none);
    within(expected, found)
}

fn of_rule<'v>(id: &str, list: &'v Value) -> Option<&'v Value> {
    list.as_array()?.iter().find(|one| one["rule"] == id)
}

fn one_of(expected: &Value, list: &Value) -> Result<(), String> {
    let id = text(expected, "rule");
    within(expected, of_rule(id, list).ok_or_else(|| format!("nothing is said of {id}"))?)
}

fn judge_calc(check: &Value) -> Result<(), String> {
    let own = own_book(check)?;
    let answer = request::answer(own.as_ref().unwrap_or(&BOOK), &check["calc"]);
    if let Some(ignored) = answer.get("ignored") {
        return Err(format!("the request has fields that nothing reads: {ignored}"));
    }
    if answer.get("error").is_some() && check["answer"].get("error").is_none() {
        return Err(format!("refused: {answer}"));
    }
    within(&check["answer"], &answer)
}

/// What the rulebook says in a rule, for the edition asked for or for all of them.
fn judge_rule(id: &str, says: &Value) -> Result<(), String> {
    let rule = BOOK.rule(id).ok_or_else(|| format!("there is no rule {id}"))?;
    let mut says = says.as_object().ok_or("says must be an object")?.clone();
    let edition = says.remove("edition");
    if let Some(part) = says.remove("remedy") {
        let part = part.as_str().ok_or("remedy must be a text")?.to_owned();
        let remedy = rule.remedy.as_ref().map_or("", |remedy| &remedy.en);
        if !remedy.contains(&part) {
            return Err(format!("the remedy of {id} does not say \"{part}\": {remedy}"));
        }
    }
    let cites: Vec<Value> = rule
        .cites
        .iter()
        .map(|cite| rule_data(rule, cite))
        .filter(|data| edition.as_ref().is_none_or(|edition| *edition == data["edition"]))
        .collect();
    if cites.is_empty() {
        return Err(format!("{id} cites no edition {edition:?}"));
    }
    let says = Value::Object(says);
    cites.iter().try_for_each(|data| within(&says, data).map_err(|m| format!("{id}: {m}")))
}

fn rule_data(rule: &Rule, cite: &Cite) -> Value {
    let edition = BOOK.edition(cite.edition).unwrap();
    let (from, to) = match &rule.demand {
        Demand::MaxInterval { from, to, .. } | Demand::MinInterval { from, to } => {
            (names(from), names(to))
        }
        _ => (Value::Null, Value::Null),
    };
    let demand = match rule.demand {
        Demand::MaxInterval { .. } => "at-most",
        Demand::MinInterval { .. } => "at-least",
        Demand::Stated => "stated",
        Demand::Calculated => "calculated",
        _ => "facts",
    };
    let era = BOOK.eras.iter().find(|era| era.rule == rule.id);
    json!({
        "kind": rule.kind,
        "source": edition.source,
        "edition": edition.id,
        "article": cite.article,
        "confidence": cite.confidence,
        "force": if cite.force == Force::Hard { "hard" } else { "soft" },
        "limit": cite.limit.map(|limit| limit.to_string()),
        "demand": demand,
        "from": from,
        "to": to,
        "era": era.map(era_data),
    })
}

fn names(names: &[SlotName]) -> Value {
    names.iter().map(|name| json!(name.to_string())).collect()
}

fn era_data(era: &standing::Era) -> Value {
    let probation = era.probation.iter();
    let probation = probation.map(|part| json!({"origins": part.origins, "months": part.months}));
    json!({
        "from": era.from.to_string(),
        "to": era.to.map(|to| to.to_string()),
        "joined_by": era.joined_by,
        "probation": probation.collect::<Vec<_>>(),
    })
}

fn judge_meeting(id: &str, says: &Value) -> Result<(), String> {
    let meeting = BOOK.meetings.iter().find(|meeting| meeting.id == id);
    let meeting = meeting.ok_or_else(|| format!("there is no meeting {id}"))?;
    let threshold = |threshold: &vote::Threshold| {
        let settled = threshold.settled(&BOOK);
        let base = match settled.base {
            vote::Base::Eligible => "eligible",
            vote::Base::Present => "present",
        };
        let (left, right, strict) = (settled.left, settled.right, settled.strict);
        json!({"left": left, "right": right, "strict": strict, "base": base})
    };
    let data = json!({
        "quorum": threshold(&meeting.quorum),
        "adoption": threshold(&meeting.adoption),
        "surplus": meeting.surplus.as_ref().map(|(surplus, _)| threshold(surplus)),
    });
    within(says, &data)
}

fn judge_setting(id: &str, says: &Value) -> Result<(), String> {
    let setting = BOOK.setting(id).ok_or_else(|| format!("there is no setting {id}"))?;
    within(says, &json!({"default": setting.value, "basis": setting.basis}))
}

/// Every latest day that a rule in use sets for a kind of fact: after what, and how long.
fn limits_to(kind: &str) -> Value {
    assert!(BOOK.kind(kind).is_some(), "there is no kind {kind}");
    let kinds = |names: &[SlotName]| -> BTreeSet<String> {
        names
            .iter()
            .filter_map(|name| BOOK.kind_of(&name.owner))
            .map(|kind| kind.id.clone())
            .collect()
    };
    let mut limits = BTreeSet::new();
    for rule in BOOK.rules.iter().filter(|rule| BOOK.speaks(rule)) {
        let Demand::MaxInterval { from, to, .. } = &rule.demand else { continue };
        if kinds(to).contains(kind) {
            let lengths = rule.cites.iter().filter_map(|cite| cite.limit);
            limits.extend(lengths.map(|limit| (kinds(from), limit.to_string())));
        }
    }
    limits.into_iter().map(|(from, limit)| json!({"from": from, "limit": limit})).collect()
}

fn parts(of: &Value) -> Result<Vec<i64>, String> {
    let parts = of["parts"].as_array().ok_or("there are no parts")?;
    let parts: Option<Vec<i64>> = parts.iter().map(Value::as_i64).collect();
    parts.filter(|parts| !parts.is_empty()).ok_or_else(|| "parts are whole numbers".to_owned())
}

fn judge_sum(sum: &Value) -> Result<(), String> {
    within(&sum["total"], &json!(parts(sum)?.iter().sum::<i64>()))
}

/// The parts as multiples of the last, to two places, half up, without idle zeros.
fn judge_ratio(ratio: &Value) -> Result<(), String> {
    let parts = parts(ratio)?;
    let unit = parts.last().copied().filter(|unit| *unit > 0).ok_or("the last part is zero")?;
    let terms = parts.iter().map(|part| {
        let hundredths = (200 * part + unit) / (2 * unit);
        let digits = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    });
    let is = terms.collect::<Vec<_>>().join(":");
    let met = ratio.get("stated").map(|stated| *stated == json!(is));
    within(&ratio["is"], &json!(is))?;
    within(ratio.get("met").unwrap_or(&Value::Null), &json!(met))
}

/// The value with one thing altered, in every way there is.
fn alterations(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![json!("~")],
        Value::Bool(yes) => vec![json!(!yes)],
        Value::Number(number) => vec![json!(number.as_i64().unwrap() + 1)],
        Value::String(text) => vec![json!(altered_text(text))],
        Value::Array(items) => {
            let mut all: Vec<Value> = Vec::new();
            for (index, item) in items.iter().enumerate() {
                for altered in alterations(item) {
                    let mut items = items.clone();
                    items[index] = altered;
                    all.push(Value::Array(items));
                }
            }
            all.push(items.iter().cloned().chain([Value::Null]).collect());
            all
        }
        Value::Object(map) => {
            let altered = map.iter().flat_map(|(key, item)| {
                alterations(item).into_iter().map(move |altered| (key.clone(), altered))
            });
            altered.map(|(key, item)| with(map, key, item)).collect()
        }
    }
}

fn with(map: &Map<String, Value>, key: String, value: Value) -> Value {
    let mut map = map.clone();
    map.insert(key, value);
    Value::Object(map)
}

/// Another text of the same sort: a level, day or length becomes another one.
fn altered_text(text: &str) -> String {
    let level = match text {
        "none" => Some("breach"),
        "breach" => Some("warning"),
        "warning" => Some("unknown"),
        "unknown" => Some("none"),
        _ => None,
    };
    if let Some(level) = level {
        return level.to_owned();
    }
    if let Ok(day) = Day::parse(text) {
        return day.add_days(1).to_string();
    }
    match Length::parse(text) {
        Some(Length::Months(months)) => Length::Months(months + 1).to_string(),
        Some(Length::Days(days)) => Length::Days(days + 1).to_string(),
        Some(Length::Workdays(days)) => Length::Workdays(days + 1).to_string(),
        None => format!("{text}~"),
    }
}

/// Fails with every complaint at once.
#[track_caller]
fn report(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

fn each_check(complain: impl Fn(&Value) -> Vec<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    for case in CASES.iter() {
        for (index, check) in checks(case).iter().enumerate() {
            let id = text(case, "id");
            complaints.extend(complain(check).iter().map(|what| format!("{id}[{index}]: {what}")));
        }
    }
    complaints
}

#[test]
fn every_published_case_holds() {
    report(&each_check(|check| {
        judge(check).err().map(|why| format!("{why}\n    {check}")).into_iter().collect()
    }));
}

/// A check that nothing can break proves nothing: with any expected value altered it must fail.
#[test]
fn every_check_can_fail() {
    report(&each_check(|check| {
        let mut survived = Vec::new();
        let mut tried = 0;
        for pointer in EXPECTED {
            let Some(expected) = check.pointer(pointer) else { continue };
            for altered in alterations(expected) {
                tried += 1;
                let mut check = check.clone();
                *check.pointer_mut(pointer).unwrap() = altered;
                if judge(&check).is_ok() {
                    survived.push(format!("holds although altered: {check}"));
                }
            }
        }
        if tried == 0 {
            survived.push(format!("expects nothing: {check}"));
        }
        survived
    }));
}

/// Where a rule is silent, the same case shows it speaking: a rule that never speaks is no proof.
#[test]
fn every_silence_has_its_contrast() {
    let mut complaints = Vec::new();
    for case in CASES.iter() {
        let rules = |silent: bool| -> BTreeSet<&str> {
            let findings = checks(case).iter().filter_map(|check| check.get("finding"));
            let findings = findings.filter(|finding| (text(finding, "level") == "none") == silent);
            findings.map(|finding| text(finding, "rule")).collect()
        };
        let bare = rules(true).difference(&rules(false)).copied().collect::<Vec<_>>().join(", ");
        if !bare.is_empty() {
            complaints.push(format!("{}: only ever silent: {bare}", text(case, "id")));
        }
    }
    report(&complaints);
}

/// All 128 cases that can be decided are here, each once, with their origin.
#[test]
fn every_decidable_case_is_carried_once() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut complaints = Vec::new();
    for case in CASES.iter() {
        *kinds.entry(text(case, "kind")).or_default() += 1;
        let id = text(case, "id");
        let told = ["source", "class", "confidence"]
            .iter()
            .all(|key| case["origin"][key].as_str().is_some_and(|told| !told.is_empty()));
        let facts = case["facts_published"].is_object() && case["expected_published"].is_object();
        if !told || !facts || text(case, "gloss").is_empty() || checks(case).is_empty() {
            complaints.push(format!("{id}: lacks origin, gloss, facts or checks"));
        }
    }
    report(&complaints);
    let ids: BTreeSet<&str> = CASES.iter().map(|case| text(case, "id")).collect();
    assert_eq!((CASES.len(), ids.len()), (128, 128));
    let expected = [
        ("disposal", 9),
        ("dossier", 29),
        ("dues", 18),
        ("election", 10),
        ("other", 6),
        ("party-age", 12),
        ("probation", 13),
        ("quota", 6),
        ("transfer", 9),
        ("vote", 16),
    ];
    assert_eq!(kinds, BTreeMap::from(expected));
}

/// Cases whose published answer is wrong test ours, and say what was published.
#[test]
fn a_wrong_answer_is_kept_beside_ours() {
    let wrong = CASES.iter().filter(|case| case["origin"]["right"] == json!(false));
    let without: Vec<String> = wrong
        .clone()
        .filter(|case| case.get("verdict_published").is_none())
        .map(|case| text(case, "id").to_owned())
        .collect();
    report(&without);
    assert_eq!(wrong.count(), 16);
}

/// Whatever the data calls different is argued in the account, and the account invents no case.
#[test]
fn every_difference_is_accounted_for() {
    let mut complaints = Vec::new();
    for case in CASES.iter().filter(|case| case.get("differs").is_some()) {
        let id = text(case, "id");
        if !ACCOUNT.contains(&format!("**{id}**")) {
            complaints.push(format!("{id}: differs, but the account does not say so"));
        }
    }
    for id in ACCOUNT.split("**").filter(|part| part.starts_with("PUB-")) {
        let known = CASES.iter().find(|case| text(case, "id") == id);
        if known.is_none_or(|case| case.get("differs").is_none()) {
            complaints.push(format!("{id}: in the account, but does not differ"));
        }
    }
    report(&complaints);
}
