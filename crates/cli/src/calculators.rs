//! The calculators: flags become a request of the interchange form, the answer is printed.

mod words;

use crate::arguments::{Arguments, Calc, Command, Dues, Printed};
use crate::rulebooks::{self, load, open_file, said, today};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;
use xibao_rulebook::calc::request::{self, Body};
use xibao_rulebook::{Language, Rulebook};

/// Answers a file of requests, one line for one line, in order.
pub(crate) fn run_file(arguments: &Arguments, command: &Calc) -> Result<ExitCode> {
    let book = load(arguments)?;
    let input: Box<dyn BufRead> = if command.file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(open_file(&command.file)?))
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut refused = false;
    for line in input.split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim().trim_start_matches('\u{feff}');
        if text.is_empty() {
            continue;
        }
        let answer = request::reply_to_line(&book, text);
        refused |= answer.is_refused();
        writeln!(out, "{}", answer.to_line())?;
    }
    out.flush()?;
    Ok(ExitCode::from(u8::from(refused)))
}

/// Answers the one request that the flags make.
pub(crate) fn run_one(arguments: &Arguments) -> Result<ExitCode> {
    let book = load(arguments)?;
    let (request, printed) = request_of(&arguments.command)?;
    print(&book, &request, printed, arguments.language())
}

fn request_of(command: &Command) -> Result<(Value, &Printed)> {
    Ok(match command {
        Command::Dues(dues) => (dues_request(dues)?, &dues.printed),
        Command::Standing(standing) => {
            let today = match &standing.today {
                Some(today) => today.clone(),
                None => today()?.to_string(),
            };
            let mut request = json!({"calc": "standing", "joined": standing.joined,
                "extension_months": standing.extension_months, "today": today});
            add(&mut request, "origin", standing.origin.as_deref());
            add(&mut request, "readmitted_on", standing.readmitted_on.as_deref());
            (request, &standing.printed)
        }
        Command::Vote(vote) => {
            let request = json!({"calc": "vote", "meeting": vote.meeting,
                "eligible": vote.eligible, "present": vote.present, "ayes": vote.ayes,
                "written_ayes": vote.written_ayes, "noes": vote.noes,
                "abstentions": vote.abstentions});
            (request, &vote.printed)
        }
        Command::Election(election) => {
            let candidates: Vec<Value> =
                election.ayes.iter().map(|ayes| json!({"ayes": ayes})).collect();
            let request = json!({"calc": "election", "eligible": election.eligible,
                "present": election.present, "seats": election.seats, "candidates": candidates});
            (request, &election.printed)
        }
        Command::Term(term) => {
            let mut request = json!({"calc": "term", "from": term.from, "plus": term.plus});
            if term.first_day_counts {
                add(&mut request, "first_day_counts", Some(true));
            }
            (request, &term.printed)
        }
        Command::Examine(_)
        | Command::Calc(_)
        | Command::Rules(_)
        | Command::Sample(_)
        | Command::Register(_) => bail!("this is not a calculator"),
    })
}

fn add(request: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let (Some(map), Some(value)) = (request.as_object_mut(), value) {
        map.insert(key.to_owned(), value.into());
    }
}

fn dues_request(dues: &Dues) -> Result<Value> {
    let mut request = json!({"calc": "dues", "payer": dues.payer});
    add(&mut request, "base", dues.base.as_deref());
    add(&mut request, "annual", dues.annual.as_deref());
    add(&mut request, "quarter_income", dues.quarter_income.as_deref());
    add(&mut request, "employer", dues.employer.as_deref());
    add(&mut request, "months", dues.months);
    for (key, items) in [("income", &dues.income), ("deductions", &dues.deduction)] {
        if !items.is_empty() {
            add(&mut request, key, Some(amounts(items)?));
        }
    }
    Ok(request)
}

/// `post=2400` as `{"post": "2400"}`.
fn amounts(items: &[String]) -> Result<Value> {
    let mut map = Map::new();
    for item in items {
        let Some((name, amount)) = item.split_once('=') else {
            bail!(said(
                format!("{item}：请写成 项目=金额，如 post=2400"),
                format!("{item}: write it as item=amount, such as post=2400"),
            ));
        };
        map.insert(name.trim().to_owned(), amount.trim().into());
    }
    Ok(Value::Object(map))
}

fn print(
    book: &Rulebook,
    request: &Value,
    printed: &Printed,
    language: Language,
) -> Result<ExitCode> {
    let answer = request::reply(book, request);
    if printed.json {
        rulebooks::print(&format!("{}\n", answer.to_line()))?;
        return Ok(ExitCode::from(if answer.is_refused() { crate::UNUSABLE } else { 0 }));
    }
    if let Body::Refused(refusal) = &answer.body {
        let option = words::option(&refusal.field);
        let value = match &refusal.value {
            Value::Null => String::new(),
            Value::String(text) => format!(" {text}"),
            other => format!(" {other}"),
        };
        let place = format!("{option}{value}");
        bail!(said(
            format!("{place}：{}", refusal.text.zh),
            format!("{place}: {}", refusal.text.en)
        ));
    }
    rulebooks::print(&words::text(&answer, language))?;
    Ok(ExitCode::SUCCESS)
}
