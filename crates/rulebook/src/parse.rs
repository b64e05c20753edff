//! From the files of a rulebook to a [`Rulebook`].

mod rule;

use crate::calc;
use crate::day::Day;
use crate::diagnostic::{Diagnostic, RulebookError};
use crate::expr::{Scope, Type};
use crate::model::{
    Codeset, Edition, Field, FieldType, Kind, Pick, Place, Procedure, Rulebook, Selection, Setting,
    SlotName, Source, Stage,
};
use crate::raw::{RawEdition, RawField, RawFile, RawKind, RawSelection};
use crate::text::Text;
use toml::Spanned;

impl Rulebook {
    /// Reads a rulebook from its files, given as (path, text).
    ///
    /// # Errors
    /// Everything that keeps the rulebook from being used, each with file, line and remedy. What
    /// can be used but should not be accepted by a reviewer is told by [`Rulebook::lint`].
    ///
    /// ```
    /// use xibao_rulebook::Rulebook;
    /// let broken = Rulebook::read(&[("a.toml", "[[rule]]\nid = 7")]).unwrap_err();
    /// assert!(broken.to_string().starts_with("a.toml:2: "));
    /// ```
    pub fn read(files: &[(&str, &str)]) -> Result<Rulebook, RulebookError> {
        let mut reader = Reader::default();
        let mut raws = Vec::new();
        for (path, text) in files {
            match toml::from_str::<RawFile>(text) {
                Ok(raw) => raws.push((File { path, text }, raw)),
                Err(error) => {
                    let offset = error.span().map_or(0, |span| span.start);
                    let place = File { path, text }.place(offset);
                    reader.errors.push(Diagnostic::new(&place, error.message()));
                }
            }
        }
        for (file, raw) in &mut raws {
            reader.read_sources(*file, raw);
        }
        for (file, raw) in &mut raws {
            reader.read_kinds(*file, raw);
        }
        for (file, raw) in &mut raws {
            reader.read_selections(*file, raw);
            reader.read_tables(*file, raw);
        }
        for (file, raw) in &mut raws {
            for rule in raw.rule.drain(..) {
                reader.read_rule(*file, rule);
            }
        }
        if reader.errors.is_empty() { Ok(reader.book) } else { Err(RulebookError(reader.errors)) }
    }
}

/// A file while it is being read, to turn offsets into lines.
#[derive(Clone, Copy)]
struct File<'a> {
    path: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn place(self, offset: usize) -> Place {
        let before = self.text.as_bytes().iter().take(offset);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Place { file: self.path.to_owned(), line }
    }
}

#[derive(Default)]
struct Reader {
    book: Rulebook,
    errors: Vec<Diagnostic>,
}

impl Reader {
    fn fail(&mut self, place: &Place, message: impl Into<String>) {
        self.errors.push(Diagnostic::new(place, message));
    }

    fn read_sources(&mut self, file: File<'_>, raw: &mut RawFile) {
        if let Some(head) = raw.rulebook.take() {
            self.book.id = head.id;
            self.book.version = head.version;
            self.book.title = head.title;
        }
        for spanned in raw.source.drain(..) {
            let place = file.place(spanned.span().start);
            let source = spanned.into_inner();
            if self.book.source(&source.id).is_some() {
                self.fail(&place, format!("source \"{}\" is defined twice", source.id));
            }
            self.book.sources.push(Source {
                id: source.id,
                title: Text::new(source.zh, source.en),
                short: source.short,
                issuer: source.issuer,
                number: source.number,
            });
        }
        for spanned in raw.edition.drain(..) {
            let place = file.place(spanned.span().start);
            self.read_edition(place, spanned.into_inner());
        }
        for spanned in raw.setting.drain(..) {
            let place = file.place(spanned.span().start);
            let setting = spanned.into_inner();
            if !setting.options.is_empty() && !setting.options.contains(&setting.default) {
                let message = format!("the default of \"{}\" is not among its options", setting.id);
                self.fail(&place, message);
            }
            self.book.settings.push(Setting {
                id: setting.id,
                value: setting.default,
                options: setting.options,
                basis: setting.basis,
                text: Text::new(setting.zh, setting.en),
            });
        }
        for spanned in raw.procedure.drain(..) {
            let procedure = spanned.into_inner();
            self.book
                .procedures
                .push(Procedure { id: procedure.id, text: Text::new(procedure.zh, procedure.en) });
        }
        for spanned in raw.stage.drain(..) {
            let stage = spanned.into_inner();
            self.book.stages.push(Stage {
                id: stage.id,
                procedure: stage.procedure,
                text: Text::new(stage.zh, stage.en),
            });
        }
    }

    fn read_edition(&mut self, place: Place, raw: RawEdition) {
        let mut day = |text: Option<String>| {
            text.and_then(|text| {
                Day::parse(&text).map_err(|error| self.fail(&place, error.to_string())).ok()
            })
        };
        let (from, to) = (day(raw.from), day(raw.to));
        if self.book.source(&raw.source).is_none() {
            let message = format!("there is no source \"{}\"; define it first", raw.source);
            self.fail(&place, message);
        }
        self.book.editions.push(Edition {
            source: raw.source,
            id: raw.id,
            from,
            to,
            verified: raw.verified,
            articles: raw.articles,
            note: raw.note,
            place,
        });
    }

    fn read_kinds(&mut self, file: File<'_>, raw: &mut RawFile) {
        for spanned in raw.kind.drain(..) {
            let place = file.place(spanned.span().start);
            let kind = spanned.into_inner();
            if self.book.kind(&kind.id).is_some() || kind.id == "person" {
                self.fail(&place, format!("the kind \"{}\" is defined twice", kind.id));
            }
            let kind = self.kind(place, kind);
            self.book.kinds.push(kind);
        }
    }

    fn kind(&mut self, place: Place, raw: RawKind) -> Kind {
        if !self.book.procedures.iter().any(|procedure| procedure.id == raw.procedure) {
            self.fail(&place, format!("there is no procedure \"{}\"", raw.procedure));
        }
        let mut only = Vec::new();
        for text in raw.only {
            match text.split_once(':') {
                Some((source, edition)) => only.push((source.to_owned(), edition.to_owned())),
                None => self.fail(&place, format!("\"{text}\" is not source:edition")),
            }
        }
        let fields = raw.field.into_iter().filter_map(|field| self.field(&place, field)).collect();
        Kind {
            id: raw.id,
            procedure: raw.procedure,
            text: Text::new(raw.zh, raw.en),
            step: raw.step,
            path: raw.path,
            repeat: raw.repeat,
            decisive: raw.decisive,
            stage: raw.stage,
            stage_by: raw.stage_by.map(|by| (by.field, by.values)),
            only,
            fields,
            place,
        }
    }

    fn field(&mut self, place: &Place, raw: RawField) -> Option<Field> {
        let ty = match raw.ty.as_str() {
            "int" => FieldType::Int,
            "bool" => FieldType::Bool,
            "day" => FieldType::Day,
            "text" => FieldType::Text,
            "names" => FieldType::Names,
            "enum" => FieldType::Enum(raw.values),
            other => {
                let message = format!(
                    "\"{other}\" is not a type of field; there are int, bool, day, text, names, \
                     enum"
                );
                self.fail(place, message);
                return None;
            }
        };
        Some(Field { name: raw.name, ty, required: raw.required, text: Text::new(raw.zh, raw.en) })
    }

    fn read_selections(&mut self, file: File<'_>, raw: &mut RawFile) {
        for spanned in raw.selection.drain(..) {
            let place = file.place(spanned.span().start);
            self.read_selection(&place, spanned.into_inner());
        }
    }

    fn read_selection(&mut self, place: &Place, raw: RawSelection) {
        let Some(kind) = self.book.kind(&raw.kind) else {
            self.fail(place, format!("there is no kind \"{}\" to select from", raw.kind));
            return;
        };
        if let Some(filter) = &raw.filter {
            let field = kind.fields.iter().find(|field| field.name == filter.field);
            match field.map(|field| &field.ty) {
                Some(FieldType::Enum(values)) => {
                    if let Some(unknown) = filter.values.iter().find(|v| !values.contains(v)) {
                        let message = format!(
                            "\"{unknown}\" is not a value of {}.{}; there are {}",
                            raw.kind,
                            filter.field,
                            values.join(", ")
                        );
                        self.fail(place, message);
                    }
                }
                Some(FieldType::Bool) => {}
                _ => {
                    let message =
                        format!("{}.{} is not a field with listed values", raw.kind, filter.field);
                    self.fail(place, message);
                }
            }
        }
        let pick = match raw.pick.as_str() {
            "first" => Pick::First,
            "last" => Pick::Last,
            other => {
                self.fail(place, format!("\"{other}\" is not a pick; write first or last"));
                return;
            }
        };
        self.book.selections.push(Selection {
            id: raw.id,
            kind: raw.kind,
            pick,
            filter: raw.filter.map(|filter| (filter.field, filter.values, filter.or_absent)),
            text: Text::new(raw.zh, raw.en),
        });
    }

    fn read_tables(&mut self, file: File<'_>, raw: &mut RawFile) {
        for spanned in raw.calendar.drain(..) {
            let place = file.place(spanned.span().start);
            let year = spanned.into_inner();
            let off = self.days(&place, &year.off);
            let work = self.days(&place, &year.work);
            self.book.calendar.add_year(year.year, &off, &work);
        }
        for spanned in raw.codeset.drain(..) {
            let set = spanned.into_inner();
            let codes = set.code.into_iter().map(|code| (code.code, Text::new(code.zh, code.en)));
            self.book.codesets.push(Codeset {
                id: set.id,
                text: Text::new(set.zh, set.en),
                origin: set.origin,
                codes: codes.collect(),
            });
        }
        for spanned in raw.meeting.drain(..) {
            let place = file.place(spanned.span().start);
            match calc::vote::Meeting::resolve(spanned.into_inner()) {
                Ok(meeting) => self.book.meetings.push(meeting),
                Err(message) => self.fail(&place, message),
            }
        }
        for spanned in raw.income.drain(..) {
            let place = file.place(spanned.span().start);
            match calc::dues::Income::resolve(spanned.into_inner()) {
                Ok(income) => self.book.incomes.push(income),
                Err(message) => self.fail(&place, message),
            }
        }
    }

    fn days(&mut self, place: &Place, texts: &[String]) -> Vec<Day> {
        let mut days = Vec::new();
        for text in texts {
            match Day::parse(text) {
                Ok(day) => days.push(day),
                Err(error) => self.fail(place, error.to_string()),
            }
        }
        days
    }
}

/// Names as one rule sees them: bare names are fields of its fact.
struct RuleScope<'a> {
    book: &'a Rulebook,
    fact: Option<&'a str>,
}

impl Scope for RuleScope<'_> {
    fn resolve(&self, owner: Option<&str>, field: &str) -> Result<(SlotName, Type), String> {
        let owner = match (owner, self.fact) {
            (Some(owner), _) => owner.replace('_', "-"),
            (None, Some(fact)) => fact.to_owned(),
            (None, None) => {
                return Err(format!("\"{field}\" needs an owner, such as person.{field}"));
            }
        };
        let ty = slot_type(self.book, &owner, field)?;
        Ok((SlotName { owner, field: field.to_owned() }, ty))
    }
}

/// The type of what the rules read under a name.
fn slot_type(book: &Rulebook, owner: &str, field: &str) -> Result<Type, String> {
    if owner == "person" {
        return match field {
            "born" => Ok(Type::Day),
            _ => Err(format!("a person has no \"{field}\"; there is born")),
        };
    }
    let kind = book
        .kind_of(owner)
        .ok_or_else(|| format!("there is no kind or selection \"{owner}\"; is it misspelt?"))?;
    match field {
        "on" => return Ok(Type::Day),
        "count" => return Ok(Type::Int),
        _ => {}
    }
    for known in &kind.fields {
        match &known.ty {
            FieldType::Names if field == format!("{}_self", known.name) => return Ok(Type::Bool),
            FieldType::Names
                if field == known.name || field == format!("{}_distinct", known.name) =>
            {
                return Ok(Type::Int);
            }
            _ if field != known.name => {}
            FieldType::Int | FieldType::Names | FieldType::Text => return Ok(Type::Int),
            FieldType::Bool => return Ok(Type::Bool),
            FieldType::Day => return Ok(Type::Day),
            FieldType::Enum(values) => return Ok(Type::Enum(values.clone())),
        }
    }
    let known: Vec<&str> = kind.fields.iter().map(|known| known.name.as_str()).collect();
    Err(format!("{owner} has no field \"{field}\"; there are on, count, {}", known.join(", ")))
}

/// Reads `first-talk`, `transfer-in.time_counted_from`, `person.born` as a day.
fn day_slot(book: &Rulebook, text: &str) -> Result<SlotName, String> {
    if text == "today" {
        return Ok(SlotName { owner: String::new(), field: "today".to_owned() });
    }
    let (owner, field) = text.split_once('.').unwrap_or((text, "on"));
    match slot_type(book, owner, field)? {
        Type::Day => Ok(SlotName { owner: owner.to_owned(), field: field.to_owned() }),
        other => Err(format!("{text} is {other}; a term runs between days")),
    }
}

/// The offset of a spanned value.
fn start<T>(spanned: &Spanned<T>) -> usize {
    spanned.span().start
}
