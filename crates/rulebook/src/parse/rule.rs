//! From the table of a rule to a [`Rule`].

use super::{File, Reader, RuleScope, day_slot, slot_type, start};
use crate::calc;
use crate::expr::{Expr, Type, compile_condition};
use crate::length::Length;
use crate::model::{Cite, Demand, Example, Force, Missing, Place, RULE_KINDS, Rule, SlotName};
use crate::raw::{RawExample, RawRule};
use crate::text::Text;
use toml::Spanned;

impl Reader {
    pub(super) fn read_rule(&mut self, file: File<'_>, spanned: Spanned<RawRule>) {
        let place = file.place(start(&spanned));
        let mut raw = spanned.into_inner();
        self.check_head(&place, &raw);
        let cites = self.cites(&place, &raw);
        self.payload(&place, &mut raw);
        let Some(demand) = self.demand(file, &place, &raw) else {
            return;
        };
        let when = raw.when.as_ref().map(|text| self.condition(file, &raw, text));
        let missing = match raw.missing.as_deref() {
            Some("ignore") => Missing::Ignore,
            Some("unknown") => Missing::Unknown,
            None => self.missing_by_default(&demand),
            Some(other) => {
                self.fail(&place, format!("missing = \"{other}\": write unknown or ignore"));
                Missing::Ignore
            }
        };
        let examples = raw.example.drain(..).map(example).collect();
        self.book.rules.push(Rule {
            id: raw.id,
            procedure: raw.procedure,
            kind: raw.kind,
            text: Text::new(raw.zh, raw.en),
            remedy: raw.remedy,
            cites,
            parallel: raw.parallel,
            yields_to: raw.yields_to,
            demand,
            when: when.flatten(),
            missing,
            judged_by_end: raw.judged_by.as_deref() == Some("to"),
            setting: raw.setting,
            examples,
            place,
        });
    }

    /// What can be checked without reading the demand.
    fn check_head(&mut self, place: &Place, raw: &RawRule) {
        if let Some(known) = self.book.rule(&raw.id) {
            let message = format!(
                "the rule \"{}\" is already defined in {}:{}",
                raw.id, known.place.file, known.place.line
            );
            self.fail(place, message);
        }
        if !RULE_KINDS.contains(&raw.kind.as_str()) {
            let known = RULE_KINDS.join(", ");
            self.fail(place, format!("\"{}\" is not a kind of rule; there are {known}", raw.kind));
        }
        if !self.book.procedures.iter().any(|procedure| procedure.id == raw.procedure) {
            self.fail(place, format!("there is no procedure \"{}\"", raw.procedure));
        }
        if let Some(setting) = raw.setting.as_ref().filter(|id| self.book.setting(id).is_none()) {
            self.fail(place, format!("there is no setting \"{setting}\"; define it"));
        }
        if let Some(end) =
            raw.judged_by.as_ref().filter(|end| !["from", "to"].contains(&end.as_str()))
        {
            self.fail(place, format!("judged-by = \"{end}\": write from or to"));
        }
    }

    fn cites(&mut self, place: &Place, raw: &RawRule) -> Vec<Cite> {
        let mut cites = Vec::new();
        for cite in &raw.cites {
            let edition = self
                .book
                .editions
                .iter()
                .position(|known| known.source == cite.source && known.id == cite.edition);
            let Some(edition) = edition else {
                let message = format!(
                    "rule \"{}\" cites {}:{}, but there is no such edition; define it",
                    raw.id, cite.source, cite.edition
                );
                self.fail(place, message);
                continue;
            };
            let limit = cite.limit.as_ref().or(raw.limit.as_ref());
            let limit = limit.and_then(|text| self.length(place, text));
            let force = self.force(place, cite.force.as_ref().unwrap_or(&raw.force));
            let (article, confidence) = (cite.article.clone(), cite.confidence.clone());
            cites.push(Cite { edition, article, confidence, limit, force });
        }
        cites
    }

    fn length(&mut self, place: &Place, text: &str) -> Option<Length> {
        let length = Length::parse(text);
        if length.is_none() {
            let message = format!("\"{text}\" is not a length; write P1M, P1Y, P5D or 5 workdays");
            self.fail(place, message);
        }
        length
    }

    fn force(&mut self, place: &Place, text: &str) -> Force {
        match text {
            "hard" => Force::Hard,
            "soft" => Force::Soft,
            other => {
                self.fail(place, format!("\"{other}\" is not a force; write hard or soft"));
                Force::Hard
            }
        }
    }

    fn payload(&mut self, place: &Place, raw: &mut RawRule) {
        if let Some(amount) = raw.amount.take() {
            match calc::dues::Amount::resolve(amount, &raw.id) {
                Ok(amount) => self.book.amounts.push(amount),
                Err(message) => self.fail(place, message),
            }
        }
        if let Some(era) = raw.era.take() {
            match calc::standing::Era::resolve(era, &raw.id) {
                Ok(era) => self.book.eras.push(era),
                Err(message) => self.fail(place, message),
            }
        }
    }

    /// Does a calculator apply the rule?
    fn is_calculated(&self, id: &str) -> bool {
        self.book.eras.iter().any(|era| era.rule == id)
            || self
                .book
                .meetings
                .iter()
                .any(|meeting| meeting.rule_quorum == id || meeting.rule_majority == id)
    }

    fn demand(&mut self, file: File<'_>, place: &Place, raw: &RawRule) -> Option<Demand> {
        if raw.expect.is_some() || raw.fact.is_some() {
            return self.expectation(file, place, raw);
        }
        let from = self.slots(place, &raw.from)?;
        let to = self.slots(place, &raw.to)?;
        let before = self.slots(place, &raw.before)?;
        let after = self.slots(place, &raw.after)?;
        let steps = self.slots(place, &raw.sequence)?;
        let spans = !from.is_empty() && !to.is_empty();
        let limited = raw.limit.is_some() || raw.cites.iter().all(|cite| cite.limit.is_some());
        if matches!(raw.kind.as_str(), "max-interval" | "min-interval" | "recurring")
            && spans
            && !limited
        {
            self.fail(place, format!("rule \"{}\" has no limit; add limit = \"P1M\"", raw.id));
        }
        Some(match raw.kind.as_str() {
            "max-interval" if spans => Demand::MaxInterval { from, to, overdue: raw.overdue },
            "min-interval" if spans => Demand::MinInterval { from, to },
            "recurring" if spans => {
                let count = self.count_slot(place, raw.count.as_deref()?)?;
                Demand::Recurring { from, to, count }
            }
            _ if !steps.is_empty() => Demand::Sequence { steps },
            _ if !before.is_empty() && !after.is_empty() => {
                Demand::Order { before, after, strict: raw.strict }
            }
            "amount" => Demand::Calculated,
            _ if self.is_calculated(&raw.id) => Demand::Calculated,
            _ => Demand::Stated,
        })
    }

    fn expectation(&mut self, file: File<'_>, place: &Place, raw: &RawRule) -> Option<Demand> {
        let (Some(fact), Some(expect)) = (&raw.fact, &raw.expect) else {
            let message = format!("rule \"{}\" needs both fact and expect", raw.id);
            self.fail(place, message);
            return None;
        };
        let fact_slot = match day_slot(&self.book, fact) {
            Ok(slot) => slot,
            Err(message) => {
                self.fail(place, message);
                return None;
            }
        };
        let expect = self.condition(file, raw, expect)?;
        Some(Demand::Expect { fact: fact_slot, expect })
    }

    fn condition(&mut self, file: File<'_>, raw: &RawRule, text: &Spanned<String>) -> Option<Expr> {
        let scope = RuleScope { book: &self.book, fact: raw.fact.as_deref() };
        match compile_condition(text.get_ref(), &scope) {
            Ok(expr) => Some(expr),
            Err(error) => {
                let place = file.place(start(text));
                let message = format!(
                    "in rule \"{}\", at character {} of the expression: {}",
                    raw.id,
                    error.at + 1,
                    error.message
                );
                self.fail(&place, message);
                None
            }
        }
    }

    fn slots(&mut self, place: &Place, texts: &[String]) -> Option<Vec<SlotName>> {
        let mut slots = Vec::new();
        for text in texts {
            let text = self.set(text);
            match day_slot(&self.book, &text) {
                Ok(slot) => slots.push(slot),
                Err(message) => {
                    self.fail(place, message);
                    return None;
                }
            }
        }
        Some(slots)
    }

    /// `$name` stands for the value of a setting.
    fn set(&self, text: &str) -> String {
        let setting = text.strip_prefix('$').and_then(|id| self.book.setting_str(id));
        setting.unwrap_or(text).to_owned()
    }

    fn count_slot(&mut self, place: &Place, text: &str) -> Option<SlotName> {
        let (owner, field) = text.split_once('.').unwrap_or((text, "count"));
        match slot_type(&self.book, owner, field) {
            Ok(Type::Int) => Some(SlotName { owner: owner.to_owned(), field: field.to_owned() }),
            Ok(other) => {
                self.fail(place, format!("{text} is {other}; a recurring rule counts"));
                None
            }
            Err(message) => {
                self.fail(place, message);
                None
            }
        }
    }

    /// A missing step of the main path is something to ask about; a missing side fact is not.
    fn missing_by_default(&self, demand: &Demand) -> Missing {
        let on_path = |slots: &[SlotName]| {
            slots.iter().any(|slot| self.book.kind_of(&slot.owner).is_some_and(|kind| kind.path))
        };
        let asks = match demand {
            Demand::MaxInterval { from, to, .. } | Demand::MinInterval { from, to } => {
                on_path(from) || on_path(to)
            }
            Demand::Order { before, after, .. } => on_path(before) && on_path(after),
            Demand::Recurring { from, .. } => on_path(from),
            Demand::Expect { fact, .. } => on_path(std::slice::from_ref(fact)),
            Demand::Sequence { .. } | Demand::Calculated | Demand::Stated => false,
        };
        if asks { Missing::Unknown } else { Missing::Ignore }
    }
}

fn example(raw: RawExample) -> Example {
    let json = |value: toml::Value| json_value(&value);
    Example {
        name: raw.name,
        given: json(toml::Value::Table(raw.given)),
        expect: raw.expect.into_iter().map(|(key, value)| (key, json(value))).collect(),
        origin: raw.origin,
    }
}

fn json_value(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(value) => (*value).into(),
        toml::Value::Datetime(datetime) => datetime.to_string().into(),
        toml::Value::Array(items) => items.iter().map(json_value).collect(),
        toml::Value::Table(table) => {
            table.iter().map(|(key, value)| (key.clone(), json_value(value))).collect()
        }
    }
}
