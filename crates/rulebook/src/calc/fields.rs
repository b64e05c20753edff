//! The fields of a JSON request, read one by one: a wrong value is refused by name, an unknown
//! name is told, not dropped in silence.

use super::{Money, Refusal};
use crate::day::{Dated, Day, DayError};
use serde_json::{Map, Value};

/// No organisation has tallies or months beyond this; larger numbers are slips.
pub(super) const NUMBER_MAX: i64 = 10_000_000;

/// The fields of one request.
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    read: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(map: &'a Map<String, Value>) -> Fields<'a> {
        Fields { map, read: vec!["id", "calc", "note"] }
    }

    /// Names that nothing asked for, in order.
    pub(super) fn ignored(&self) -> Vec<String> {
        self.map.keys().filter(|key| !self.read.contains(&key.as_str())).cloned().collect()
    }

    /// The value of a field; `null` counts as absent.
    pub(super) fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.read.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(other) => Err(Refusal::new(name, other.clone(), "应是文字", "must be a text")),
        }
    }

    pub(super) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(Refusal::new(
                name,
                other.clone(),
                "应是 true 或 false",
                "must be true or false",
            )),
        }
    }

    pub(super) fn int(&mut self, name: &'static str) -> Result<Option<i64>, Refusal> {
        self.value(name).map(|value| whole_number(name, value)).transpose()
    }

    pub(super) fn needed_int(&mut self, name: &'static str) -> Result<i64, Refusal> {
        self.int(name)?.ok_or_else(|| missing(name))
    }

    pub(super) fn dated(&mut self, name: &'static str) -> Result<Option<Dated>, Refusal> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let text = value.as_str().unwrap_or_default().trim();
        Dated::parse(text).map(Some).map_err(|error| {
            let zh = match error {
                DayError::Form(_) => "不是日期；请写成 2025-08-31（只知年月写 2025-08）",
                DayError::Calendar(_) => "日历上没有这一天；请核对年月日",
            };
            let en = match error {
                DayError::Form(_) => {
                    "is not a date; write 2025-08-31 (or 2025-08 if the day is \
                                      not known)"
                }
                DayError::Calendar(_) => "does not exist in the calendar; check day and month",
            };
            Refusal::new(name, value.clone(), zh, en)
        })
    }

    pub(super) fn day(&mut self, name: &'static str) -> Result<Option<Day>, Refusal> {
        // The edition in force is read on the first day of an incomplete date.
        Ok(self.dated(name)?.map(|dated| dated.lo))
    }

    pub(super) fn money(&mut self, name: &'static str) -> Result<Option<Money>, Refusal> {
        self.value(name).map(|value| money(name, value)).transpose()
    }

    /// An object of named amounts, in the order of their names.
    pub(super) fn amounts(&mut self, name: &'static str) -> Result<Vec<(String, Money)>, Refusal> {
        match self.value(name) {
            None => Ok(Vec::new()),
            Some(Value::Object(map)) => map
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| Ok((key.clone(), money(&format!("{name}.{key}"), value)?)))
                .collect(),
            Some(other) => Err(Refusal::new(
                name,
                other.clone(),
                "应是项目和金额，如 {\"post\":\"2400\"}",
                "must be components with amounts, such as {\"post\":\"2400\"}",
            )),
        }
    }
}

/// A field that the answer cannot do without is not there.
pub(super) fn missing(name: &str) -> Refusal {
    Refusal::new(
        name,
        Value::Null,
        format!("缺少 {name}；请补上"),
        format!("{name} is missing; add it"),
    )
}

pub(super) fn whole_number(name: &str, value: &Value) -> Result<i64, Refusal> {
    value.as_i64().filter(|number| number.abs() <= NUMBER_MAX).ok_or_else(|| {
        Refusal::new(
            name,
            value.clone(),
            format!("应是 {NUMBER_MAX} 以内的整数"),
            format!("must be a whole number of at most {NUMBER_MAX}"),
        )
    })
}

fn money(name: &str, value: &Value) -> Result<Money, Refusal> {
    let amount = match value {
        Value::String(text) => Money::parse(text),
        // A number with a fraction has been through binary already and may have lost a fen.
        Value::Number(number) => number.as_i64().and_then(Money::from_yuan),
        _ => None,
    };
    match amount {
        Some(amount) if amount.is_negative() => Err(Refusal::new(
            name,
            value.clone(),
            "金额不能为负；请核对",
            "an amount cannot be negative; check it",
        )),
        Some(amount) => Ok(amount),
        None => Err(Refusal::new(
            name,
            value.clone(),
            "不是金额；请以元为单位写成文字，如 \"6200.00\"，不加千分号",
            "is not an amount; write yuan as a text such as \"6200.00\", without separators",
        )),
    }
}
