//! The rulebook as a document, for reviewers who do not program.

use crate::model::{Cite, Demand, Edition, Force, Rule, Rulebook};
use crate::text::Language;
use std::fmt::Write;

impl Rulebook {
    /// The whole rulebook as Markdown in one language: sources and editions, settings, then the
    /// rules of each procedure with articles, force, confidence, remedy and worked examples.
    pub fn document(&self, language: Language) -> String {
        let mut page = Page { book: self, language, text: String::new() };
        page.front();
        page.sources();
        page.settings();
        for procedure in &self.procedures {
            page.heading(2, procedure.text.get(language), &procedure.id);
            for rule in self.rules.iter().filter(|rule| rule.procedure == procedure.id) {
                page.rule(rule);
            }
        }
        page.text
    }

    /// One rule as Markdown in one language.
    pub fn rule_document(&self, rule: &Rule, language: Language) -> String {
        let mut page = Page { book: self, language, text: String::new() };
        page.rule(rule);
        page.text
    }

    /// An article as people write it: 《细则》（2014年版）第7条.
    pub fn cite_words(&self, cite: &Cite, language: Language) -> String {
        let Some(edition) = self.edition(cite.edition) else {
            return String::new();
        };
        self.article_words(&edition.source, &edition.id, &cite.article, language)
    }

    /// An article as people write it, from the ids of its source and edition.
    pub fn article_words(
        &self,
        source: &str,
        edition: &str,
        article: &str,
        language: Language,
    ) -> String {
        let short = self.source(source).map_or(source, |source| source.short.get(language));
        let numbered = article.chars().next().is_some_and(|first| first.is_ascii_digit());
        let dated = edition.chars().all(|c| c.is_ascii_digit());
        match (language, numbered) {
            (Language::Zh, true) if dated => format!("《{short}》（{edition}年版）第{article}条"),
            (Language::Zh, _) if dated && article != "—" && article != "?" => {
                format!("《{short}》（{edition}年版）{article}")
            }
            (Language::Zh, _) if article == "?" => {
                format!("《{short}》（{edition}年版，条号未见）")
            }
            (Language::Zh, _) => format!("《{short}》"),
            (Language::En, true) => format!("{short} ({edition}), art. {article}"),
            (Language::En, false) if article == "?" => {
                format!("{short} ({edition}), article not seen")
            }
            (Language::En, false) => short.to_owned(),
        }
    }
}

struct Page<'a> {
    book: &'a Rulebook,
    language: Language,
    text: String,
}

impl Page<'_> {
    fn say<'s>(&self, zh: &'s str, en: &'s str) -> &'s str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, level: usize, title: &str, id: &str) {
        let marks = "#".repeat(level);
        self.line(&format!("\n{marks} {title} `{id}`\n"));
    }

    fn front(&mut self) {
        let title = self.book.title.get(self.language).to_owned();
        self.line(&format!("# {title}"));
        let version = self.book.version.clone();
        self.line(&match self.language {
            Language::Zh => format!(
                "\n规则库 {}，版本 {version}。文字均为我们的转述，不是条文原文；引用条文请核对原文。",
                self.book.id
            ),
            Language::En => format!(
                "\nRulebook {}, version {version}. The words are ours, not the regulations'; check \
                 the original before you quote an article.",
                self.book.id
            ),
        });
    }

    fn sources(&mut self) {
        let title = self.say("规定和版本", "Regulations and editions");
        self.line(&format!("\n## {title}\n"));
        for source in &self.book.sources {
            let number = source.number.as_deref().unwrap_or_default();
            let name = source.title.get(self.language).to_owned();
            self.line(&format!("- **{name}** `{}` {number}", source.id));
            let editions = self.book.editions.iter().filter(|e| e.source == source.id);
            for edition in editions {
                let line = self.edition_line(edition);
                self.line(&line);
            }
        }
    }

    fn edition_line(&self, edition: &Edition) -> String {
        let from = edition.from.map_or_else(|| "…".to_owned(), |day| day.to_string());
        let to = edition.to.map_or_else(|| "…".to_owned(), |day| day.to_string());
        let checked = if edition.verified {
            String::new()
        } else {
            self.say("，未取得原文", "; text not obtained").to_owned()
        };
        let note = edition.note.as_ref().map(|note| format!(" {}", note.get(self.language)));
        format!("  - {}: {from} – {to}{checked}{}", edition.id, note.unwrap_or_default())
    }

    fn settings(&mut self) {
        let title = self.say("条文未写明、由设置决定的口径", "Conventions left open by the texts");
        self.line(&format!("\n## {title}\n"));
        for setting in &self.book.settings {
            let line = format!(
                "- `{}` = {}: {} ({})",
                setting.id,
                setting.value,
                setting.text.get(self.language),
                setting.basis
            );
            self.line(&line);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        self.heading(3, rule.text.get(self.language), &rule.id);
        for cite in &rule.cites {
            let line = self.cite_line(cite);
            self.line(&line);
        }
        if let Some(parallel) = &rule.parallel {
            let word = self.say("与同一事实的上位规则一并列出", "shown together with");
            self.line(&format!("- {word}: `{parallel}`"));
        }
        if let Some(setting) = &rule.setting {
            let word = self.say("由设置开启", "turned on by the setting");
            self.line(&format!("- {word}: `{setting}`"));
        }
        if matches!(rule.demand, Demand::Stated) {
            let word = self
                .say("供人对照，不由事实自动判定", "for people to read; not decided from facts");
            self.line(&format!("- {word}"));
        }
        if let Some(remedy) = &rule.remedy {
            let word = self.say("可以怎么办", "what may be done");
            self.line(&format!("- {word}: {}", remedy.get(self.language)));
        }
        for example in &rule.examples {
            let word = self.say("例", "example");
            let mut line = format!("- {word}: {} — `{}`", example.name, example.given);
            let expect: Vec<String> =
                example.expect.iter().map(|(key, value)| format!("{key} = {value}")).collect();
            let _ = write!(line, " → {}", expect.join(", "));
            if let Some(origin) = &example.origin {
                let _ = write!(line, " ({origin})");
            }
            self.line(&line);
        }
    }

    fn cite_line(&self, cite: &Cite) -> String {
        let force = match cite.force {
            Force::Hard => self.say("应当遵守", "binding"),
            Force::Soft => self.say("一般应当", "general practice"),
        };
        let limit = cite.limit.map(|limit| {
            let (zh, en) = limit.words();
            format!("; {}", self.say(&zh, &en))
        });
        format!(
            "- {} — {force}{}; {}: {}",
            self.book.cite_words(cite, self.language),
            limit.unwrap_or_default(),
            self.say("把握程度", "confidence"),
            cite.confidence
        )
    }
}
