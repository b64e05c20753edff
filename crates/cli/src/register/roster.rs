//! `xibao roster` and `xibao search`: who is where.

use super::desk::{self, Desk, told};
use super::organisation::{Written, format_of};
use super::table::Table;
use super::words;
use crate::rulebooks::said;
use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use std::collections::HashMap;
use std::process::ExitCode;
use xibao_app::{PAGE_MAX, PersonRow, Register, RosterCursor, RosterOrder};
use xibao_domain::{Field, OrganisationId};
use xibao_rulebook::Language;

/// People shown for a search.
const HITS: i64 = 50;

#[derive(Debug, Args)]
pub(crate) struct Roster {
    #[command(subcommand)]
    command: RosterCommand,
}

#[derive(Debug, Subcommand)]
enum RosterCommand {
    /// 看名册 / show a roster
    Show {
        /// 党组织 / the organisation
        organisation: String,
        /// 次序：姓氏笔画或拼音（拼音限一个支部）/ order; pinyin for a branch only
        #[arg(long, value_enum, default_value_t = OrderChoice::Strokes)]
        order: OrderChoice,
        /// 只看这么多人 / only so many
        #[arg(long)]
        limit: Option<u64>,
        /// 从上一页给出的位置接着看 / go on after the place the last page told
        #[arg(long, value_name = "PLACE")]
        after: Option<String>,
        /// 显示编号 / with ids
        #[arg(long)]
        ids: bool,
    },
    /// 导出名册，默认脱敏 / write a roster to a file, masked unless --reveal
    Export {
        /// 党组织 / the organisation
        organisation: String,
        #[command(flatten)]
        written: Written,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrderChoice {
    Strokes,
    Pinyin,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// 姓名的一部分、拼音、首字母或公民身份号码 / part of a name, pinyin, initials or a number
    text: String,
    /// 范围 / the part of the tree
    #[arg(long, value_name = "ORGANISATION")]
    within: Option<String>,
}

pub(super) async fn run(desk: &Desk<'_>, register: &Register, roster: &Roster) -> Result<ExitCode> {
    match &roster.command {
        RosterCommand::Show { organisation, order, limit, after, ids } => {
            let id = desk::organisation(register, organisation).await?;
            let order = match order {
                OrderChoice::Strokes => RosterOrder::Strokes,
                OrderChoice::Pinyin => RosterOrder::Pinyin,
            };
            let after = after.as_deref().map(cursor).transpose()?;
            show(desk, register, (id, order, *ids), *limit, after).await
        }
        RosterCommand::Export { organisation, written } => {
            let id = desk::organisation(register, organisation).await?;
            export(desk, register, id, written).await
        }
    }
}

async fn show(
    desk: &Desk<'_>,
    register: &Register,
    (id, order, ids): (OrganisationId, RosterOrder, bool),
    limit: Option<u64>,
    mut after: Option<RosterCursor>,
) -> Result<ExitCode> {
    let mut names = HashMap::new();
    let mut table = people_table(desk, ids);
    let mut shown: u64 = 0;
    let next = loop {
        let left = limit.map_or(u64::MAX, |limit| limit.saturating_sub(shown));
        let page = i64::try_from(left).unwrap_or(PAGE_MAX).min(PAGE_MAX);
        if left == 0 {
            break after;
        }
        let page = register.roster(id, order, after.as_ref(), page).await.map_err(told)?;
        for row in &page.people {
            shown += 1;
            let branch = branch(register, &mut names, row).await?;
            table.row(person_row(desk, row, branch, ids));
        }
        after = page.next;
        if after.is_none() {
            break None;
        }
    };
    if shown == 0 {
        desk.say("名册是空的。", "The roster is empty.")?;
        return Ok(ExitCode::SUCCESS);
    }
    table.print()?;
    match next {
        None => desk.say(format!("共 {shown} 人"), format!("People: {shown}"))?,
        Some(next) => {
            let place = place(&next);
            desk.say(
                format!("以上 {shown} 人；接着看：--after {place}"),
                format!("{shown} people so far; go on with --after {place}"),
            )?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn people_table(desk: &Desk<'_>, ids: bool) -> Table {
    let heads: &[&str] = match (desk.language, ids) {
        (Language::Zh, false) => &["姓名", "性别", "出生", "人员类别", "所在党支部"],
        (Language::Zh, true) => &["姓名", "性别", "出生", "人员类别", "所在党支部", "编号"],
        (Language::En, false) => &["name", "sex", "born", "stage", "branch"],
        (Language::En, true) => &["name", "sex", "born", "stage", "branch", "id"],
    };
    Table::headed(heads)
}

pub(super) fn person_row(
    desk: &Desk<'_>,
    row: &PersonRow,
    branch: String,
    ids: bool,
) -> Vec<String> {
    let person = &row.person;
    let field = |field: Field| {
        let value = person.fields.get(&field).map_or("", String::as_str);
        xibao_roster::write::words(field, value).to_owned()
    };
    let mut stage = person.membership.stage().text().get(desk.language).to_owned();
    for (is, zh, en) in [
        (person.lost.is_some(), "，失联", ", out of contact"),
        (person.mobile.is_some(), "，流动", ", away"),
        (person.pending_transfer().is_some(), "，转接中", ", transfer under way"),
        (person.merged_into.is_some(), "，已并入他人", ", joined to another"),
    ] {
        if is {
            stage.push_str(desk.pick(zh, en));
        }
    }
    let mut cells =
        vec![person.name().to_owned(), field(Field::Sex), field(Field::Born), stage, branch];
    if ids {
        cells.push(person.id.to_string());
    }
    cells
}

/// The name of the branch that holds a person, asked for once.
pub(super) async fn branch(
    register: &Register,
    names: &mut HashMap<OrganisationId, String>,
    row: &PersonRow,
) -> Result<String> {
    if let Some(name) = names.get(&row.person.held) {
        return Ok(name.clone());
    }
    let name = words::organisation(register, row.person.held).await?;
    names.insert(row.person.held, name.clone());
    Ok(name)
}

/// A place in a roster as a word that can be typed again.
fn place(cursor: &RosterCursor) -> String {
    format!("{}.{}.{}", cursor.position, hex(&cursor.key), hex(&cursor.id))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn cursor(text: &str) -> Result<RosterCursor> {
    let parts: Vec<&str> = text.split('.').collect();
    let read = match parts.as_slice() {
        [position, key, id] => match (position.parse(), unhex(key), unhex(id)) {
            (Ok(position), Some(key), Some(id)) => Some(RosterCursor { position, key, id }),
            _ => None,
        },
        _ => None,
    };
    read.ok_or_else(|| {
        said(
            format!("--after {text}：请原样抄写上一页给出的位置"),
            format!("--after {text}: copy the place that the last page told"),
        )
    })
}

async fn export(
    desk: &Desk<'_>,
    register: &Register,
    id: OrganisationId,
    written: &Written,
) -> Result<ExitCode> {
    let format = format_of(&written.file, written.encoding)?;
    let form = written.form.form();
    let done = register.export(id, form, format, &written.file, !written.reveal).await;
    let count = done.map_err(told)?;
    let file = written.file.display();
    if written.reveal {
        desk.say(
            format!("已导出 {count} 人到 {file}，敏感信息未脱敏，请妥善保管"),
            format!("Wrote {count} people to {file}, sensitive values in plain: keep it safe"),
        )?;
    } else {
        desk.say(
            format!("已导出 {count} 人到 {file}，敏感信息已脱敏；要原样导出加 --reveal"),
            format!("Wrote {count} people to {file}, sensitive values masked; --reveal writes them in plain"),
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn search(
    desk: &Desk<'_>,
    register: &Register,
    search: &Search,
) -> Result<ExitCode> {
    let within = match &search.within {
        Some(text) => Some(desk::organisation(register, text).await?),
        None => None,
    };
    let found = register.search(&search.text, within, HITS).await.map_err(told)?;
    if found.people.is_empty() {
        desk.say("没有找到。", "Nobody was found.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut names = HashMap::new();
    let mut table = people_table(desk, true);
    for row in &found.people {
        let branch = branch(register, &mut names, row).await?;
        table.row(person_row(desk, row, branch, true));
    }
    table.print()?;
    let count = found.people.len();
    if found.more {
        desk.say(
            format!("以上 {count} 人，还有更多；请多写几个字，或用 --within 缩小范围"),
            format!("{count} people and more: give more of the name, or --within a smaller part"),
        )?;
    } else {
        desk.say(format!("共 {count} 人"), format!("People: {count}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
