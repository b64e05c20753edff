//! A rulebook that has been read and resolved.

use crate::calendar::Calendar;
use crate::day::Day;
use crate::expr::Expr;
use crate::length::Length;
use crate::text::Text;
use std::collections::BTreeMap;

/// Where in a rulebook's files something stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, relative to the rulebook's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// A published regulation.
#[derive(Debug, Clone)]
pub struct Source {
    /// Stable id, such as `dev`.
    pub id: String,
    /// Full title.
    pub title: Text,
    /// Short name used beside an article.
    pub short: Text,
    /// Who issued it.
    pub issuer: Option<Text>,
    /// Its document number.
    pub number: Option<String>,
}

/// One text of a source with the days it is in force.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Id of the source.
    pub source: String,
    /// Id within the source, such as `2014`.
    pub id: String,
    /// First day in force; `None` means "as far back as the rulebook looks".
    pub from: Option<Day>,
    /// Last day in force; `None` while it still is.
    pub to: Option<Day>,
    /// Was the wording of the articles cited seen, if only in copies? Editions known from
    /// secondary material alone are not verified.
    pub verified: bool,
    /// Known article numbers; empty when the list is not known.
    pub articles: Vec<String>,
    /// What a reviewer should know.
    pub note: Option<Text>,
    /// Where it is written.
    pub place: Place,
}

/// A convention that the texts leave open.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Stable id.
    pub id: String,
    /// The value in force.
    pub value: toml::Value,
    /// Allowed values, when they are a list.
    pub options: Vec<toml::Value>,
    /// `text`, `practice` or `proposal`.
    pub basis: String,
    /// What it decides.
    pub text: Text,
}

/// A kind of case.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// Stable id, such as `admission`.
    pub id: String,
    /// Its name.
    pub text: Text,
}

/// Where a person stands in a procedure.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Stable id, such as `activist`.
    pub id: String,
    /// The procedure it belongs to.
    pub procedure: String,
    /// Its name.
    pub text: Text,
}

/// The type of a field of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// A date, perhaps known in part.
    Day,
    /// Free text; rules can only ask whether it is there.
    Text,
    /// A list of names; rules can ask for `<name>_distinct` and `<name>_self`.
    Names,
    /// One of these values.
    Enum(Vec<String>),
}

/// A field of a fact.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name in the interchange form.
    pub name: String,
    /// What it holds.
    pub ty: FieldType,
    /// A rule that needs it cannot be settled without it.
    pub required: bool,
    /// Its label.
    pub text: Text,
}

/// A kind of fact.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Stable id, such as `first-talk`.
    pub id: String,
    /// The procedure it belongs to.
    pub procedure: String,
    /// Its name.
    pub text: Text,
    /// Number in the published chart of steps.
    pub step: Option<String>,
    /// On the main path.
    pub path: bool,
    /// May happen several times.
    pub repeat: bool,
    /// A decision.
    pub decisive: bool,
    /// The stage once it has happened.
    pub stage: Option<String>,
    /// The stage by the value of a field.
    pub stage_by: Option<(String, BTreeMap<String, String>)>,
    /// Editions (`source`, `edition`) in which the step exists; empty means all.
    pub only: Vec<(String, String)>,
    /// Its fields beyond `on`.
    pub fields: Vec<Field>,
    /// Where it is written.
    pub place: Place,
}

/// Which of several facts is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The earliest.
    First,
    /// The latest.
    Last,
}

/// A name for some of the facts of a kind, such as "the extension".
#[derive(Debug, Clone)]
pub struct Selection {
    /// Stable id.
    pub id: String,
    /// The kind it selects from.
    pub kind: String,
    /// Which of the selected facts is read.
    pub pick: Pick,
    /// Field, allowed values, keep facts without the field.
    pub filter: Option<(String, Vec<String>, bool)>,
    /// Its name.
    pub text: Text,
}

/// What the rules read of a fact or person: `person.born`, `first-talk.on`, `extension.count`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotName {
    /// A kind, a selection, or `person`.
    pub owner: String,
    /// A field, `on`, or `count`.
    pub field: String,
}

impl std::fmt::Display for SlotName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.owner, self.field)
    }
}

/// How binding a rule's words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// 必须, 应当, 不得: breaking it is a breach.
    Hard,
    /// 一般: departing from it is a warning.
    Soft,
}

/// One article of one edition that a rule rests on.
#[derive(Debug, Clone)]
pub struct Cite {
    /// Index into [`Rulebook::editions`].
    pub edition: usize,
    /// Article number.
    pub article: String,
    /// `found`, `found-2`, `recalled-certain` or `recalled-unsure`.
    pub confidence: String,
    /// The limit in this edition.
    pub limit: Option<Length>,
    /// The force in this edition.
    pub force: Force,
}

/// What a rule asks.
#[derive(Debug, Clone)]
pub enum Demand {
    /// `to` no later than `limit` after `from`, and not before it.
    MaxInterval {
        /// The first of these that is recorded begins the term.
        from: Vec<SlotName>,
        /// The first of these that is recorded ends it.
        to: Vec<SlotName>,
        /// Is a term that has passed without its end a finding?
        overdue: bool,
    },
    /// `to` no earlier than `limit` after `from`.
    MinInterval {
        /// The first of these that is recorded begins the term.
        from: Vec<SlotName>,
        /// The first of these that is recorded ends it.
        to: Vec<SlotName>,
    },
    /// `after` not earlier than `before` (strictly later if `strict`).
    Order {
        /// What comes first.
        before: Vec<SlotName>,
        /// What comes after it.
        after: Vec<SlotName>,
        /// Is the same day too early?
        strict: bool,
    },
    /// Each fact not earlier than those before it in the list.
    Sequence {
        /// The steps in their order.
        steps: Vec<SlotName>,
    },
    /// One `count` in every full `limit` between `from` and `to`.
    Recurring {
        /// The first of these that is recorded begins the time.
        from: Vec<SlotName>,
        /// The first of these that is recorded ends it.
        to: Vec<SlotName>,
        /// How often it happened.
        count: SlotName,
    },
    /// `expect` holds of `fact`.
    Expect {
        /// The fact it is about.
        fact: SlotName,
        /// What must hold.
        expect: Expr,
    },
    /// Decided by a calculator, not by the facts of a case.
    Calculated,
    /// Written down for people; the facts of a case do not decide it.
    Stated,
}

/// The kinds a rule can have, by what they ask.
pub const RULE_KINDS: [&str; 10] = [
    "order",
    "min-interval",
    "max-interval",
    "recurring",
    "count",
    "quorum",
    "majority",
    "eligibility",
    "paper",
    "amount",
];

/// What a missing fact means to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A later step shows that it should be there: cannot be settled.
    Unknown,
    /// Nothing.
    Ignore,
}

/// A worked example.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The case or request.
    pub given: serde_json::Value,
    /// Keys the answer must have.
    pub expect: BTreeMap<String, serde_json::Value>,
    /// Where it was published, if it was.
    pub origin: Option<String>,
}

/// A rule with the articles it rests on.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable id, such as `dev-talk-within-one-month`.
    pub id: String,
    /// The procedure it belongs to.
    pub procedure: String,
    /// One of [`RULE_KINDS`].
    pub kind: String,
    /// What it says, in our own words.
    pub text: Text,
    /// What may still be done when it is broken.
    pub remedy: Option<Text>,
    /// The articles, by edition.
    pub cites: Vec<Cite>,
    /// The rule of a higher text that says the same.
    pub parallel: Option<String>,
    /// Rules that go before this one where both speak.
    pub yields_to: Vec<String>,
    /// What it asks.
    pub demand: Demand,
    /// It speaks only where this holds.
    pub when: Option<Expr>,
    /// What a missing fact means.
    pub missing: Missing,
    /// The edition is that of the day the term ends, not of the day it begins: an age is judged
    /// by the rule in force on the day it matters, not on the day of birth.
    pub judged_by_end: bool,
    /// The yes-or-no setting that turns the rule on; without one it always speaks.
    pub setting: Option<String>,
    /// Worked examples.
    pub examples: Vec<Example>,
    /// Where it is written.
    pub place: Place,
}

/// A table of codes.
#[derive(Debug, Clone)]
pub struct Codeset {
    /// Stable id, such as `ethnic-group`.
    pub id: String,
    /// Its name.
    pub text: Text,
    /// Where it was published.
    pub origin: String,
    /// Code and name.
    pub codes: Vec<(String, Text)>,
}

/// A rulebook: regulations as data, read and resolved.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    /// Stable id, such as `cpc`.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: Text,
    /// Published regulations.
    pub sources: Vec<Source>,
    /// Their editions.
    pub editions: Vec<Edition>,
    /// Conventions the texts leave open.
    pub settings: Vec<Setting>,
    /// Kinds of case.
    pub procedures: Vec<Procedure>,
    /// Stages, in order within each procedure.
    pub stages: Vec<Stage>,
    /// Kinds of fact, in the order of the steps.
    pub kinds: Vec<Kind>,
    /// Named selections of facts.
    pub selections: Vec<Selection>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Working days.
    pub calendar: Calendar,
    /// Code tables.
    pub codesets: Vec<Codeset>,
    /// Kinds of meeting with quorum and majority.
    pub meetings: Vec<crate::calc::vote::Meeting>,
    /// What counts towards the base of dues.
    pub incomes: Vec<crate::calc::dues::Income>,
    /// Bands of dues, by rule id.
    pub amounts: Vec<crate::calc::dues::Amount>,
    /// Eras of admission, by rule id.
    pub eras: Vec<crate::calc::standing::Era>,
}

impl Rulebook {
    /// The kind with this id.
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// The selection with this id.
    pub fn selection(&self, id: &str) -> Option<&Selection> {
        self.selections.iter().find(|selection| selection.id == id)
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The edition with this index.
    pub fn edition(&self, index: usize) -> Option<&Edition> {
        self.editions.get(index)
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The setting with this id.
    pub fn setting(&self, id: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.id == id)
    }

    /// A yes-or-no setting; `false` if there is none of this name.
    pub fn setting_bool(&self, id: &str) -> bool {
        self.setting(id).and_then(|setting| setting.value.as_bool()).unwrap_or(false)
    }

    /// Does the rule speak under the settings in force?
    pub fn speaks(&self, rule: &Rule) -> bool {
        rule.setting.as_deref().is_none_or(|setting| self.setting_bool(setting))
    }

    /// A text setting.
    pub fn setting_str(&self, id: &str) -> Option<&str> {
        self.setting(id).and_then(|setting| setting.value.as_str())
    }

    /// The kind behind a kind's or a selection's id.
    pub fn kind_of(&self, owner: &str) -> Option<&Kind> {
        match self.selection(owner) {
            Some(selection) => self.kind(&selection.kind),
            None => self.kind(owner),
        }
    }
}

impl Edition {
    /// Is this edition in force on the day?
    pub fn in_force_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}
