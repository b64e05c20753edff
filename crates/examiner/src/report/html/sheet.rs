//! The finding sheet of one person.

use super::page::Entry;
use crate::dossier::Dossier;
use crate::report::fold::{Folded, counts, fold};
use crate::report::phrases::{self, Phrases, phrases};
use crate::report::{ReportError, ReportHead, words};
use askama::Template;
use xibao_rulebook::{Dated, Finding, Language, Level, Next, Problem, Rulebook, Term, Unjudged};

/// How many of a level, in words.
#[derive(Debug, Clone)]
pub(super) struct Chip {
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) text: String,
}

struct Fact<'a> {
    label: &'a str,
    value: Option<String>,
}

struct Basis {
    citation: String,
    caution: Option<&'static str>,
}

struct Point<'a> {
    number: usize,
    class: &'static str,
    sign: &'static str,
    level: &'static str,
    rule: &'a str,
    why: Vec<words::Piece<'a>>,
    days_off: Option<String>,
    bases: Vec<Basis>,
    twin: bool,
    provisional: bool,
    remedy: &'a str,
    facts: Vec<Fact<'a>>,
}

struct NextStep<'a> {
    step: &'a str,
    not_before: Option<String>,
    due: Option<String>,
}

struct Running<'a> {
    rule: &'a str,
    from: String,
    bound: &'static str,
    due: String,
    remaining: Option<String>,
    provisional: bool,
}

struct Unusable<'a> {
    place: &'a str,
    value: &'a str,
    message: &'a str,
}

struct Open<'a> {
    rule: &'a str,
    on: String,
}

/// The finding sheet of one person.
#[derive(Template)]
#[template(path = "report/sheet.html", whitespace = "minimize")]
pub(super) struct Sheet<'a> {
    w: &'static Phrases,
    anchor: String,
    name: Option<&'a str>,
    name_lang: &'static str,
    id: &'a str,
    branch: Option<&'a str>,
    branch_lang: &'static str,
    row: Option<u64>,
    stage: Option<&'a str>,
    chips: Vec<Chip>,
    points: Vec<Point<'a>>,
    next: Vec<NextStep<'a>>,
    terms: Vec<Running<'a>>,
    problems: Vec<Unusable<'a>>,
    unjudged: Vec<Open<'a>>,
    file: &'a str,
    examined_on: String,
    program: &'a str,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        head: &'a ReportHead,
        book: &'a Rulebook,
        dossier: &'a Dossier,
        number: usize,
    ) -> Sheet<'a> {
        let language = head.language;
        let folded = fold(&dossier.findings);
        let name = given(dossier.name.as_ref());
        let branch = given(dossier.branch.as_ref());
        Sheet {
            w: phrases(language),
            anchor: format!("p{number}"),
            name,
            name_lang: lang_of(name.unwrap_or_default(), language),
            id: &dossier.id,
            branch,
            branch_lang: lang_of(branch.unwrap_or_default(), language),
            row: dossier.row,
            stage: dossier.stage.as_deref().map(|stage| words::stage_text(book, stage, language)),
            chips: chips(&folded, dossier.problems.len(), language),
            points: points(book, &folded, language),
            next: dossier.next.iter().map(|next| next_step(book, next, language)).collect(),
            terms: running(head, book, dossier),
            problems: dossier.problems.iter().map(|p| unusable(p, language)).collect(),
            unjudged: dossier.unjudged.iter().map(|open| unjudged(book, open, language)).collect(),
            file: &head.file,
            examined_on: words::long_day(head.examined_on, language),
            program: &head.program,
        }
    }

    /// The line of the list of persons that leads to this sheet.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            anchor: self.anchor.clone(),
            name: self.name.map(str::to_owned),
            name_lang: self.name_lang,
            id: self.id.to_owned(),
            branch: self.branch.map(str::to_owned),
            branch_lang: self.branch_lang,
            row: self.row,
            chips: self.chips.clone(),
        }
    }

    pub(super) fn write(&self, text: &mut String) -> Result<(), ReportError> {
        Ok(self.render_into(text)?)
    }
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The language to state for a text that comes from the file.
fn lang_of(text: &str, page: Language) -> &'static str {
    let han = text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c) || c >= '\u{20000}');
    if han { "zh-CN" } else { phrases(page).lang }
}

fn class(level: Level) -> &'static str {
    match level {
        Level::Breach => "breach",
        Level::Warning => "warning",
        Level::Unknown => "unknown",
    }
}

fn chips(folded: &[Folded<'_>], problems: usize, language: Language) -> Vec<Chip> {
    type Say = fn(Language, usize) -> String;
    let [breaches, warnings, unknowns] = counts(folded);
    let all: [(&str, &str, usize, Say); 4] = [
        ("breach", words::sign(Level::Breach), breaches, phrases::breaches),
        ("warning", words::sign(Level::Warning), warnings, phrases::warnings),
        ("unknown", words::sign(Level::Unknown), unknowns, phrases::unknowns),
        ("problem", "✎", problems, phrases::problems),
    ];
    let said = all.into_iter().filter(|(_, _, count, _)| *count > 0);
    said.map(|(class, sign, count, say)| Chip { class, sign, text: say(language, count) }).collect()
}

fn points<'a>(book: &'a Rulebook, folded: &[Folded<'a>], language: Language) -> Vec<Point<'a>> {
    let mut points = Vec::new();
    for (index, one) in folded.iter().enumerate() {
        let main = one.main;
        let all = std::iter::once(main).chain(one.twins.iter().copied());
        let (why, remedy) = match language {
            Language::Zh => (&main.why, &main.remedy),
            Language::En => (&main.why_en, &main.remedy_en),
        };
        points.push(Point {
            number: index + 1,
            class: class(one.level),
            sign: words::sign(one.level),
            level: words::level_word(one.level, language),
            rule: words::rule_text(book, &main.rule, language),
            why: words::pieces(why),
            days_off: words::days_off(main, language),
            bases: all.filter_map(|finding| basis(book, finding, language)).collect(),
            twin: !one.twins.is_empty(),
            provisional: main.provisional,
            remedy,
            facts: facts(main, language),
        });
    }
    points
}

fn basis(book: &Rulebook, finding: &Finding, language: Language) -> Option<Basis> {
    let citation = words::citation(book, finding, language)?;
    Some(Basis { citation, caution: words::caution(finding, language) })
}

fn facts(finding: &Finding, language: Language) -> Vec<Fact<'_>> {
    let fact = |read: &'_ xibao_rulebook::Read| {
        read.value.as_deref().map(|value| words::value(value, language))
    };
    finding
        .reads
        .iter()
        .map(|read| Fact { label: read.label.get(language), value: fact(read) })
        .collect()
}

fn next_step<'a>(book: &'a Rulebook, next: &'a Next, language: Language) -> NextStep<'a> {
    let day = |day: Option<Dated>| day.map(|day| words::table_day(day, language));
    let step = book.kind(&next.kind).map_or(next.kind.as_str(), |kind| kind.text.get(language));
    NextStep { step, not_before: day(next.not_before), due: day(next.due) }
}

/// Terms that nothing has closed yet and that no finding already speaks of.
fn running<'a>(head: &ReportHead, book: &'a Rulebook, dossier: &'a Dossier) -> Vec<Running<'a>> {
    let language = head.language;
    let words_of = phrases(language);
    let found = |term: &Term| dossier.findings.iter().any(|finding| finding.rule == term.rule);
    let open = dossier.terms.iter().filter(|term| !term.met && term.on.is_none() && !found(term));
    open.map(|term| Running {
        rule: words::rule_text(book, &term.rule, language),
        from: words::table_day(term.from, language),
        bound: if term.bound == "at-most" { words_of.latest } else { words_of.earliest },
        due: words::table_day(term.due, language),
        remaining: words::days_until(term.due, head.examined_on)
            .map(|days| phrases::remaining(language, days)),
        provisional: term.provisional,
    })
    .collect()
}

fn unusable(problem: &Problem, language: Language) -> Unusable<'_> {
    Unusable {
        place: &problem.place,
        value: &problem.value,
        message: problem.message.get(language),
    }
}

fn unjudged<'a>(book: &'a Rulebook, open: &'a Unjudged, language: Language) -> Open<'a> {
    Open {
        rule: words::rule_text(book, &open.rule, language),
        on: words::table_day(open.on, language),
    }
}
