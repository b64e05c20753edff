//! An organisation, the tree, and terms that end.

use super::super::FOUND;
use super::super::desk::{self, Desk, told};
use super::super::table::{Card, Table};
use super::super::words;
use crate::rulebooks::{day, print};
use anyhow::Result;
use std::fmt::Write;
use std::process::ExitCode;
use xibao_app::{OrganisationRow, OrganisationView, Register};
use xibao_domain::{Organisation, OrganisationId};
use xibao_rulebook::Language;

/// The reminder looks so many months ahead.
const MONTHS_AHEAD: i32 = 6;
/// Organisations below that are listed.
const BELOW_MAX: usize = 30;

pub(super) async fn show(
    desk: &Desk<'_>,
    register: &Register,
    id: OrganisationId,
) -> Result<ExitCode> {
    let view = register.organisation_view(id, register.today()).await.map_err(told)?;
    let card = card(desk, register, &view).await?;
    card.print()?;
    below(desk, &view)?;
    for finding in &view.findings {
        print(&format!("\n{}\n", words::finding(register.book(), finding, desk.language)))?;
    }
    Ok(ExitCode::from(if view.findings.is_empty() { 0 } else { FOUND }))
}

async fn card(desk: &Desk<'_>, register: &Register, view: &OrganisationView) -> Result<Card> {
    let organisation = &view.row.organisation;
    let language = desk.language;
    let mut card = Card::default();
    card.add(desk.pick("党组织", "organisation"), &organisation.name);
    card.add(desk.pick("编号", "id"), organisation.id.to_string());
    card.add(desk.pick("类别", "kind"), organisation.kind.text().get(language));
    let above: Vec<&str> = view.above.iter().map(|above| above.name.as_str()).collect();
    card.add(desk.pick("上级", "above"), above.join("/"));
    card.add(desk.pick("成立", "founded"), organisation.founded_on.to_string());
    card.add(desk.pick("曾用名", "former names"), organisation.former_names.join("、"));
    if let Some(gone) = &organisation.dissolved {
        let into = match gone.into {
            Some(into) => words::organisation(register, into).await?,
            None => String::new(),
        };
        let into = if into.is_empty() {
            into
        } else {
            format!("{}{into}", desk.pick("，并入", ", into "))
        };
        card.add(desk.pick("撤销", "dissolved"), format!("{}{into}", gone.on));
    }
    for (field, value) in &organisation.card {
        card.add(field.text().get(language), value.clone());
    }
    if let Some(term) = &organisation.term {
        card.add(desk.pick("任期", "term"), term_words(desk, term));
    }
    for holder in &organisation.posts {
        let name = register.person(holder.person).await.map_err(told)?;
        let (name, since) = (name.person.name(), holder.since);
        let held = match language {
            Language::Zh => format!("{name}（自 {since}）"),
            Language::En => format!("{name}, since {since}"),
        };
        card.add(holder.title.text().get(language), held);
    }
    card.add(desk.pick("人员", "people"), people(desk, view));
    Ok(card)
}

fn term_words(desk: &Desk<'_>, term: &xibao_domain::Term) -> String {
    let (elected, years, ends) = (term.elected_on, term.years, term.ends_on);
    match desk.language {
        Language::Zh => format!("{elected} 选举，任期 {years} 年，至 {ends} 届满"),
        Language::En => format!("elected {elected} for {years} years, ends {ends}"),
    }
}

fn people(desk: &Desk<'_>, view: &OrganisationView) -> String {
    let mut stages = view.stages.clone();
    stages.sort();
    let stages: Vec<String> = stages
        .iter()
        .map(|(stage, count)| format!("{} {count}", stage.text().get(desk.language)))
        .collect();
    let within = view.held_within;
    if stages.is_empty() {
        return match desk.language {
            Language::Zh => format!("连同下级共 {within} 人"),
            Language::En => format!("{within} with everything below"),
        };
    }
    stages.join(desk.pick("，", ", "))
}

fn below(desk: &Desk<'_>, view: &OrganisationView) -> Result<()> {
    let (there, gone): (Vec<_>, Vec<_>) =
        view.below.iter().partition(|row| row.organisation.is_active());
    if there.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    let (count, gone) = (there.len(), gone.len());
    let _ = match desk.language {
        Language::Zh if gone == 0 => writeln!(text, "\n下级 {count} 个："),
        Language::En if gone == 0 => writeln!(text, "\n{count} below:"),
        Language::Zh => writeln!(text, "\n下级 {count} 个（另有已撤销 {gone} 个）："),
        Language::En => writeln!(text, "\n{count} below ({gone} more dissolved):"),
    };
    for row in there.iter().take(BELOW_MAX) {
        let _ = writeln!(text, "  {}", row.organisation.name);
    }
    if let Some(more) = count.checked_sub(BELOW_MAX).filter(|more| *more > 0) {
        let _ = match desk.language {
            Language::Zh => writeln!(text, "  另有 {more} 个，见 xibao org tree"),
            Language::En => writeln!(text, "  and {more} more, see `xibao org tree`"),
        };
    }
    print(&text)
}

/// How a tree is shown.
pub(super) struct Shape {
    pub(super) depth: Option<usize>,
    pub(super) all: bool,
    pub(super) ids: bool,
}

pub(super) async fn tree(
    desk: &Desk<'_>,
    register: &Register,
    from: Option<OrganisationId>,
    shape: &Shape,
) -> Result<ExitCode> {
    let tops = tops(register, from).await?;
    if tops.is_empty() {
        desk.say(
            "还没有党组织；用 xibao org found 建立，或 xibao generate 写入演示数据。",
            "There is no organisation yet: `xibao org found` founds one, `xibao generate` fills in \
             invented data.",
        )?;
    }
    for top in tops {
        let rows = register.subtree(top).await.map_err(told)?;
        print(&drawn(desk, &rows, shape))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One organisation, or those at the top.
async fn tops(register: &Register, from: Option<OrganisationId>) -> Result<Vec<OrganisationId>> {
    if let Some(id) = from {
        return Ok(vec![id]);
    }
    let roots = register.roots().await.map_err(told)?;
    Ok(roots.iter().map(|row| row.organisation.id).collect())
}

fn drawn(desk: &Desk<'_>, rows: &[OrganisationRow], shape: &Shape) -> String {
    let counts = counts(rows);
    let mut text = String::new();
    let mut open: Vec<i64> = Vec::new();
    for (row, people) in rows.iter().zip(counts) {
        while open.last().is_some_and(|last| *last < row.interval.position) {
            open.pop();
        }
        let depth = open.len();
        open.push(row.interval.last);
        let organisation = &row.organisation;
        if shape.depth.is_some_and(|most| depth >= most)
            || (!organisation.is_active() && !shape.all)
        {
            continue;
        }
        let indent = "  ".repeat(depth);
        let _ =
            write!(text, "{indent}{}  {}", organisation.name, label(desk, organisation, people));
        if shape.ids {
            let _ = write!(text, "  {}", organisation.id);
        }
        text.push('\n');
    }
    text
}

fn label(desk: &Desk<'_>, organisation: &Organisation, people: i64) -> String {
    let kind = organisation.kind.text();
    let gone = match (organisation.is_active(), desk.language) {
        (true, _) => "",
        (false, Language::Zh) => "，已撤销",
        (false, Language::En) => ", dissolved",
    };
    match desk.language {
        Language::Zh => format!("［{}，{people} 人{gone}］", kind.zh),
        Language::En => format!("[{}, {people}{gone}]", kind.en),
    }
}

/// People held in each row and everything below it; rows are in the order of the tree.
fn counts(rows: &[OrganisationRow]) -> Vec<i64> {
    let mut before = Vec::with_capacity(rows.len() + 1);
    let mut sum = 0;
    before.push(sum);
    for row in rows {
        sum += row.held;
        before.push(sum);
    }
    let people = |index: usize, row: &OrganisationRow| {
        let end = rows.partition_point(|other| other.interval.position <= row.interval.last);
        let at = |place: usize| before.get(place).copied().unwrap_or(sum);
        at(end) - at(index)
    };
    rows.iter().enumerate().map(|(index, row)| people(index, row)).collect()
}

pub(super) async fn terms(
    desk: &Desk<'_>,
    register: &Register,
    (within, by): (Option<&str>, Option<&str>),
    limit: u32,
) -> Result<ExitCode> {
    let by = match by {
        Some(text) => day("--by", text)?,
        None => register.today().add_months(MONTHS_AHEAD),
    };
    let within = match within {
        Some(text) => Some(desk::organisation(register, text).await?),
        None => None,
    };
    let tops = tops(register, within).await?;
    let mut ending = Vec::new();
    for top in tops {
        ending.extend(register.terms_ending(top, by, i64::from(limit)).await.map_err(told)?);
    }
    if ending.is_empty() {
        desk.say(format!("{by} 以前没有任期届满的。"), format!("No term of office ends by {by}."))?;
        return Ok(ExitCode::SUCCESS);
    }
    let today = register.today();
    let mut table = Table::headed(match desk.language {
        Language::Zh => &["届满", "", "党组织"],
        Language::En => &["ends", "", "organisation"],
    });
    for row in &ending {
        let Some(term) = &row.organisation.term else { continue };
        let over = if term.ends_on.hi < today { desk.pick("已超期", "over") } else { "" };
        let path = desk::path(register, row.organisation.id).await?;
        table.row([term.ends_on.to_string(), over.to_owned(), path]);
    }
    table.print()?;
    Ok(ExitCode::SUCCESS)
}
