//! `xibao rules`: the rulebook for those who review it.

use crate::arguments::{Arguments, Rules, RulesCommand};
use crate::rulebooks::{load, print, read_folder, said};
use anyhow::{Result, bail};
use std::io::{BufWriter, Write};
use std::process::ExitCode;
use xibao_rulebook::{Language, Rulebook, bundled};

pub(crate) fn run(arguments: &Arguments, command: &Rules) -> Result<ExitCode> {
    let language = arguments.language();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match &command.command {
        RulesCommand::Lint => return lint(arguments),
        RulesCommand::List => {
            for rule in &load(arguments)?.rules {
                writeln!(out, "{:<40} {:<14} {}", rule.id, rule.kind, rule.text.get(language))?;
            }
        }
        RulesCommand::Show { id } => {
            let book = load(arguments)?;
            let Some(rule) = book.rule(id) else {
                let near = nearest(&book, id);
                bail!(said(
                    format!("没有规则 {id}；相近的有 {near}；全部见 xibao rules list"),
                    format!("there is no rule {id}; near it: {near}; see xibao rules list"),
                ));
            };
            write!(out, "{}", book.rule_document(rule, language))?;
        }
        RulesCommand::Print => write!(out, "{}", load(arguments)?.document(language))?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn lint(arguments: &Arguments) -> Result<ExitCode> {
    let read = match &arguments.rulebook {
        None => bundled::cpc(),
        Some(folder) => read_folder(folder)?,
    };
    let objections = match &read {
        Ok(book) => book.lint(),
        Err(error) => error.0.clone(),
    };
    for objection in &objections {
        print(&format!("{objection}\n"))?;
    }
    let zh = arguments.language() == Language::Zh;
    if objections.is_empty() {
        let (rules, examples) = read.as_ref().map_or((0, 0), |book| {
            (book.rules.len(), book.rules.iter().map(|rule| rule.examples.len()).sum::<usize>())
        });
        if zh {
            print(&format!("规则库没有问题：{rules} 条规则，{examples} 个算例全部相符\n"))?;
        } else {
            print(&format!(
                "the rulebook is clean: {rules} rules, all {examples} worked examples hold\n"
            ))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if zh {
        print(&format!("\n{} 处问题\n", objections.len()))?;
    } else {
        print(&format!("\n{} objections\n", objections.len()))?;
    }
    Ok(ExitCode::FAILURE)
}

/// The ids most like one that does not exist.
fn nearest(book: &Rulebook, id: &str) -> String {
    let like = |known: &&str| strsim::sorensen_dice(id, known);
    let mut ids: Vec<&str> = book.rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.sort_by(|a, b| like(b).total_cmp(&like(a)));
    ids.truncate(3);
    ids.join(", ")
}
