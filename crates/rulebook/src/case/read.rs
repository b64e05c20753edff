//! JSON to [`Case`]: what cannot be read is told, the rest is kept.

use super::{Case, Fact, Person, Problem, Value};
use crate::day::{Dated, DayError};
use crate::model::{Field, FieldType, Kind, Rulebook};
use crate::text::Text;
use serde_json::{Map, Value as Json};

/// No organisation has tallies or months beyond this; larger numbers are slips.
const NUMBER_MAX: i64 = 10_000_000;

/// Reads a case of the interchange form.
///
/// Unknown kinds, fields, dates that do not exist and values of a wrong type become [`Problem`]s
/// that name place, value and remedy; everything else is kept.
///
/// ```
/// use xibao_rulebook::{bundled, read_case};
/// let book = bundled::cpc()?;
/// let json = serde_json::json!({"id": "A", "procedure": "admission",
///     "facts": [{"kind": "first-talk", "on": "2025-02-29"}, {"kind": "oat"}]});
/// let (case, problems) = read_case(&book, &json);
/// assert_eq!(case.id, "A");
/// assert_eq!(problems.len(), 2);
/// assert_eq!(problems[0].place, "facts[0].on");
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn read_case(book: &Rulebook, json: &Json) -> (Case, Vec<Problem>) {
    let mut reader = CaseReader { book, problems: Vec::new() };
    let case = reader.case(json);
    (case, reader.problems)
}

struct CaseReader<'a> {
    book: &'a Rulebook,
    problems: Vec<Problem>,
}

impl CaseReader<'_> {
    fn problem(&mut self, place: &str, value: &Json, zh: String, en: String) {
        self.problem_text(place, clip(value), zh, en);
    }

    fn problem_text(&mut self, place: &str, value: String, zh: String, en: String) {
        self.problems.push(Problem { place: place.to_owned(), value, message: Text { zh, en } });
    }

    fn case(&mut self, json: &Json) -> Case {
        let mut case = Case::default();
        let Json::Object(map) = json else {
            self.problem(
                "",
                json,
                "每行应是一个 JSON 对象".to_owned(),
                "each line must be one JSON object".to_owned(),
            );
            return case;
        };
        for (key, value) in map {
            match key.as_str() {
                "id" => case.id = id_text(value),
                "procedure" => case.procedure = case_procedure(map),
                "today" => case.today = self.dated("today", value),
                "person" => case.person = self.person(value),
                "facts" => case.facts = self.facts(&case_procedure(map), value),
                other => self.problem(
                    other,
                    value,
                    "不认识这一项；可用 id、procedure、today、person、facts".to_owned(),
                    "this key is not known; there are id, procedure, today, person, facts"
                        .to_owned(),
                ),
            }
        }
        if !self.book.procedures.iter().any(|procedure| procedure.id == case.procedure) {
            let known: Vec<&str> =
                self.book.procedures.iter().map(|procedure| procedure.id.as_str()).collect();
            let known = known.join(", ");
            self.problem_text(
                "procedure",
                case.procedure.clone(),
                format!("没有这种程序；可用 {known}"),
                format!("there is no such procedure; there are {known}"),
            );
        }
        case
    }

    fn person(&mut self, json: &Json) -> Person {
        let mut person = Person::default();
        let Json::Object(map) = json else {
            self.wrong_type("person", json, "对象", "an object");
            return person;
        };
        // Other things known of a person are no concern of the rules and pass unread.
        for (key, value) in map {
            match key.as_str() {
                "born" => person.born = self.dated("person.born", value),
                "name" => person.name = value.as_str().map(str::to_owned),
                _ => {}
            }
        }
        person
    }

    fn facts(&mut self, procedure: &str, json: &Json) -> Vec<Fact> {
        let Json::Array(items) = json else {
            self.wrong_type("facts", json, "数组", "a list");
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| self.fact(procedure, &format!("facts[{index}]"), item))
            .collect()
    }

    fn fact(&mut self, procedure: &str, place: &str, json: &Json) -> Option<Fact> {
        let Json::Object(map) = json else {
            self.wrong_type(place, json, "对象", "an object");
            return None;
        };
        let name = map.get("kind").and_then(Json::as_str).unwrap_or_default();
        let book = self.book;
        let kind = book.kind(name).filter(|kind| kind.procedure == procedure);
        let Some(kind) = kind else {
            let near = nearest(book, procedure, name);
            self.problem(
                &format!("{place}.kind"),
                map.get("kind").unwrap_or(&Json::Null),
                format!("不认识这种事实，该条未用；是否为 {near}"),
                format!("this kind of fact is not known and was left out; is it {near}?"),
            );
            return None;
        };
        let mut fact = Fact { kind: kind.id.clone(), ..Fact::default() };
        for (key, value) in map {
            let place = format!("{place}.{key}");
            match key.as_str() {
                "kind" | "recorded_at" | "recorded_by" | "papers" => {}
                "id" => fact.id = Some(id_text(value)),
                "replaces" => fact.replaces = Some(id_text(value)),
                "on" => fact.on = self.dated(&place, value),
                _ => {
                    if let Some(value) = self.field(kind, key, &place, value) {
                        fact.fields.insert(key.clone(), value);
                    }
                }
            }
        }
        Some(fact)
    }

    fn field(&mut self, kind: &Kind, key: &str, place: &str, json: &Json) -> Option<Value> {
        if json.is_null() {
            return None;
        }
        let Some(field) = kind.fields.iter().find(|field| field.name == key) else {
            let known: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
            let known = known.join(", ");
            self.problem(
                place,
                json,
                format!("{} 没有这一项；可用 on, {known}", kind.id),
                format!("{} has no such field; there are on, {known}", kind.id),
            );
            return None;
        };
        self.field_value(field, place, json)
    }

    fn field_value(&mut self, field: &Field, place: &str, json: &Json) -> Option<Value> {
        match (&field.ty, json) {
            (FieldType::Int, Json::Number(number)) => self.number(place, json, number),
            (FieldType::Bool, Json::Bool(value)) => Some(Value::Int(i32::from(*value))),
            (FieldType::Day, _) => self.dated(place, json).map(Value::Day),
            (FieldType::Text, Json::String(text)) => Some(Value::Text(text.clone())),
            (FieldType::Names, Json::Array(items)) => {
                let names = items.iter().filter_map(Json::as_str).map(str::to_owned).collect();
                Some(Value::Names(names))
            }
            (FieldType::Enum(values), Json::String(text)) => {
                let index = values.iter().position(|value| value == text);
                let index = index.and_then(|index| i32::try_from(index).ok());
                if index.is_none() {
                    let known = values.join(", ");
                    self.problem(
                        place,
                        json,
                        format!("没有这个选项；可用 {known}"),
                        format!("this is not one of the values; there are {known}"),
                    );
                }
                index.map(Value::Int)
            }
            (ty, _) => {
                let (zh, en) = type_words(ty);
                self.wrong_type(place, json, zh, en);
                None
            }
        }
    }

    fn number(&mut self, place: &str, json: &Json, number: &serde_json::Number) -> Option<Value> {
        let whole = number.as_i64().filter(|number| number.abs() <= NUMBER_MAX);
        let value = whole.and_then(|number| i32::try_from(number).ok());
        if value.is_none() {
            self.problem(
                place,
                json,
                format!("应是 {NUMBER_MAX} 以内的整数"),
                format!("must be a whole number of at most {NUMBER_MAX}"),
            );
        }
        value.map(Value::Int)
    }

    fn dated(&mut self, place: &str, json: &Json) -> Option<Dated> {
        if json.is_null() {
            return None;
        }
        let Some(text) = json.as_str() else {
            self.wrong_type(
                place,
                json,
                "日期，如 \"2025-08-31\"",
                "a date such as \"2025-08-31\"",
            );
            return None;
        };
        match Dated::parse(text.trim()) {
            Ok(dated) => Some(dated),
            Err(error) => {
                let zh = match error {
                    DayError::Form(_) => "不是日期；请写成 2025-08-31（只知年月写 2025-08）",
                    DayError::Calendar(_) => "日历上没有这一天；请核对年月日",
                };
                self.problem(place, json, zh.to_owned(), error.to_string());
                None
            }
        }
    }

    fn wrong_type(&mut self, place: &str, json: &Json, zh: &str, en: &str) {
        self.problem(place, json, format!("应是{zh}"), format!("must be {en}"));
    }
}

fn case_procedure(map: &Map<String, Json>) -> String {
    map.get("procedure").and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn id_text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Long or nested values are shown by their beginning.
fn clip(json: &Json) -> String {
    let text = id_text(json);
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(60).chain("…".chars()).collect()
}

fn type_words(ty: &FieldType) -> (&'static str, &'static str) {
    match ty {
        FieldType::Int => ("整数", "a whole number"),
        FieldType::Bool => ("true 或 false", "true or false"),
        FieldType::Day => ("日期", "a date"),
        FieldType::Text | FieldType::Enum(_) => ("文字", "a text"),
        FieldType::Names => ("姓名数组", "a list of names"),
    }
}

/// The known kind that looks most like an unknown one.
fn nearest<'a>(book: &'a Rulebook, procedure: &str, name: &str) -> &'a str {
    let kinds = book.kinds.iter().filter(|kind| kind.procedure == procedure);
    let ids = kinds.map(|kind| (strsim::sorensen_dice(name, &kind.id), kind.id.as_str()));
    ids.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, id)| id).unwrap_or_default()
}
