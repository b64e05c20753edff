//! What a reviewer of a rulebook would object to.
//!
//! Reading a rulebook finds what cannot be used; lint finds what can be used but is wrong: an
//! article that does not exist, a rule that can never fire, two rules that contradict each other,
//! an anchor that no step records, a name that is missing in one language, a worked example that
//! does not hold.

mod conflicts;
mod examples;

use crate::day::Day;
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::model::{Demand, Place, Rule, Rulebook, SlotName};
use crate::text::Text;

/// How sure a rulebook can be of an article.
const CONFIDENCES: [&str; 4] = ["found", "found-2", "recalled-certain", "recalled-unsure"];

impl Rulebook {
    /// Everything a reviewer would object to; empty for a clean rulebook.
    pub fn lint(&self) -> Vec<Diagnostic> {
        let mut lint = Lint { book: self, found: Vec::new() };
        lint.names();
        lint.editions();
        lint.kinds();
        for rule in &self.rules {
            lint.rule(rule);
        }
        lint.contradictions();
        lint.worked_examples();
        lint.found
    }
}

struct Lint<'a> {
    book: &'a Rulebook,
    found: Vec<Diagnostic>,
}

impl Lint<'_> {
    fn object(&mut self, place: &Place, message: impl Into<String>) {
        self.found.push(Diagnostic::new(place, message));
    }

    fn bilingual(&mut self, place: &Place, what: &str, text: &Text) {
        if !text.zh.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c)) {
            self.object(place, format!("{what} has no Chinese name; add zh"));
        }
        if !text.en.chars().any(|c| c.is_ascii_alphabetic()) {
            self.object(place, format!("{what} has no English name; add en"));
        }
    }

    fn names(&mut self) {
        let book = self.book;
        let whole = Place { file: "rulebook".to_owned(), line: 1 };
        for source in &book.sources {
            self.bilingual(&whole, &format!("source \"{}\"", source.id), &source.title);
            self.bilingual(&whole, &format!("the short name of \"{}\"", source.id), &source.short);
        }
        for procedure in &book.procedures {
            self.bilingual(&whole, &format!("procedure \"{}\"", procedure.id), &procedure.text);
        }
        for stage in &book.stages {
            self.bilingual(&whole, &format!("stage \"{}\"", stage.id), &stage.text);
        }
        for setting in &book.settings {
            self.bilingual(&whole, &format!("setting \"{}\"", setting.id), &setting.text);
        }
        for selection in &book.selections {
            self.bilingual(&whole, &format!("selection \"{}\"", selection.id), &selection.text);
        }
    }

    fn editions(&mut self) {
        let book = self.book;
        for (index, edition) in book.editions.iter().enumerate() {
            let name = format!("{}:{}", edition.source, edition.id);
            let from = edition.from.unwrap_or(Day::MIN);
            let to = edition.to.unwrap_or(Day::MAX);
            if to < from {
                let message = format!("edition {name} ends ({to}) before it begins ({from})");
                self.object(&edition.place, message);
            }
            for other in book.editions.iter().skip(index + 1) {
                let apart =
                    other.from.unwrap_or(Day::MIN) > to || from > other.to.unwrap_or(Day::MAX);
                if other.source == edition.source && !apart {
                    let message = format!(
                        "editions {name} and {}:{} are in force on the same day; set to",
                        other.source, other.id
                    );
                    self.object(&other.place, message);
                }
            }
        }
    }

    fn kinds(&mut self) {
        let book = self.book;
        for kind in &book.kinds {
            self.bilingual(&kind.place, &format!("kind \"{}\"", kind.id), &kind.text);
            for field in &kind.fields {
                let what = format!("field \"{}.{}\"", kind.id, field.name);
                self.bilingual(&kind.place, &what, &field.text);
            }
            let by_value = kind.stage_by.iter().flat_map(|(_, stages)| stages.values());
            for stage in kind.stage.iter().chain(by_value) {
                let known = book
                    .stages
                    .iter()
                    .any(|known| known.id == *stage && known.procedure == kind.procedure);
                if !known {
                    let message =
                        format!("kind \"{}\" leads to no known stage \"{stage}\"", kind.id);
                    self.object(&kind.place, message);
                }
            }
            for (source, edition) in &kind.only {
                let known = book.editions.iter().any(|e| e.source == *source && e.id == *edition);
                if !known {
                    let message = format!("there is no edition {source}:{edition}");
                    self.object(&kind.place, message);
                }
            }
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let what = format!("rule \"{}\"", rule.id);
        self.bilingual(&rule.place, &what, &rule.text);
        if let Some(remedy) = &rule.remedy {
            self.bilingual(&rule.place, &format!("the remedy of {what}"), remedy);
        }
        self.cites(rule);
        let others = rule.parallel.iter().chain(&rule.yields_to);
        for other in others.filter(|other| self.book.rule(other).is_none()) {
            let message = format!("{what} names \"{other}\", which is no rule");
            self.found.push(Diagnostic::new(&rule.place, message));
        }
        self.anchors(rule);
        self.can_fire(rule);
    }

    fn cites(&mut self, rule: &Rule) {
        if rule.cites.is_empty() {
            let message = format!("rule \"{}\" cites no article; add cites", rule.id);
            self.object(&rule.place, message);
        }
        for cite in &rule.cites {
            let Some(edition) = self.book.edition(cite.edition) else {
                continue;
            };
            let name = format!("{}:{}", edition.source, edition.id);
            let listed = edition.articles.is_empty() || edition.articles.contains(&cite.article);
            if !listed || cite.article.is_empty() {
                let message = format!(
                    "rule \"{}\" cites article \"{}\", which {name} does not have",
                    rule.id, cite.article
                );
                self.object(&rule.place, message);
            }
            if !CONFIDENCES.contains(&cite.confidence.as_str()) {
                let message = format!(
                    "rule \"{}\": \"{}\" is not a confidence; there are {}",
                    rule.id,
                    cite.confidence,
                    CONFIDENCES.join(", ")
                );
                self.object(&rule.place, message);
            }
        }
    }

    /// Every anchor is a fact that some step of the procedure records.
    fn anchors(&mut self, rule: &Rule) {
        let mut names: Vec<SlotName> = demanded(&rule.demand).into_iter().cloned().collect();
        if let Some(when) = &rule.when {
            when.slots(&mut |slot| names.push(slot.clone()));
        }
        for name in names.iter().filter(|name| !name.owner.is_empty() && name.owner != "person") {
            let kind = self.book.kind_of(&name.owner);
            if kind.is_none_or(|kind| kind.procedure != rule.procedure) {
                let message = format!(
                    "rule \"{}\" reads {name}, which no step of {} records",
                    rule.id, rule.procedure
                );
                self.object(&rule.place, message);
            }
        }
    }

    /// What makes a rule silent whatever happens.
    fn can_fire(&mut self, rule: &Rule) {
        let never = match &rule.demand {
            Demand::MaxInterval { from, to, .. }
            | Demand::MinInterval { from, to }
            | Demand::Recurring { from, to, .. } => from == to,
            Demand::Order { before, after, .. } => before == after,
            Demand::Sequence { steps } => steps.len() < 2,
            Demand::Expect { expect, .. } => reads_nothing(expect),
            Demand::Calculated | Demand::Stated => false,
        };
        let shut = rule.when.as_ref().is_some_and(reads_nothing);
        if never || shut {
            let message = format!(
                "rule \"{}\" can never fire: it compares a thing with itself or with nothing",
                rule.id
            );
            self.object(&rule.place, message);
        }
        let steps_gone = demanded(&rule.demand).iter().any(|name| self.is_gone(rule, name));
        if steps_gone {
            let message = format!(
                "rule \"{}\" can never fire: a step it reads exists in none of its editions",
                rule.id
            );
            self.object(&rule.place, message);
        }
    }

    /// Does the step exist only in other editions of a source that the rule cites?
    fn is_gone(&self, rule: &Rule, name: &SlotName) -> bool {
        let Some(kind) = self.book.kind_of(&name.owner) else {
            return false;
        };
        let alone = match &rule.demand {
            Demand::Expect { fact, .. } => fact == name,
            _ => false,
        };
        if kind.only.is_empty() || !alone {
            return false;
        }
        let cited: Vec<(&str, &str)> = rule
            .cites
            .iter()
            .filter_map(|cite| self.book.edition(cite.edition))
            .map(|edition| (edition.source.as_str(), edition.id.as_str()))
            .collect();
        !kind.only.iter().any(|(source, edition)| {
            cited.contains(&(source.as_str(), edition.as_str()))
                || !cited.iter().any(|(cited, _)| cited == source)
        })
    }
}

fn reads_nothing(expr: &Expr) -> bool {
    let mut reads = false;
    expr.slots(&mut |_| reads = true);
    !reads
}

/// Every name that a demand reads.
fn demanded(demand: &Demand) -> Vec<&SlotName> {
    match demand {
        Demand::MaxInterval { from, to, .. } | Demand::MinInterval { from, to } => {
            from.iter().chain(to).collect()
        }
        Demand::Recurring { from, to, count } => from.iter().chain(to).chain([count]).collect(),
        Demand::Order { before, after, .. } => before.iter().chain(after).collect(),
        Demand::Sequence { steps } => steps.iter().collect(),
        Demand::Expect { fact, expect } => {
            let mut names = vec![fact];
            expect.slots(&mut |slot| names.push(slot));
            names
        }
        Demand::Calculated | Demand::Stated => Vec::new(),
    }
}
