//! Where the register is, who asks, and how what it says is told.

use crate::arguments::Arguments;
use crate::rulebooks::{self, load, said};
use anyhow::{Result, anyhow};
use clap::Args;
use std::fmt::Write as _;
use std::path::PathBuf;
use xibao_app::{AppError, Place, Purpose, Register, VaultError};
use xibao_domain::{BatchId, Organisation, OrganisationId, PersonId, PreviewId, Refusal};
use xibao_rulebook::{Dated, Language, Text};

/// Batches among which one's own last is looked for: others may record at the same time.
const RECENT: i64 = 20;
/// Candidates named where a name does not suffice.
const NAMED_MAX: usize = 8;

/// Options of every command of the register.
#[derive(Debug, Args)]
pub(crate) struct RegisterOptions {
    #[arg(long, global = true, value_name = "FILE|URL", help_heading = HEADING, help = DATABASE)]
    database: Option<String>,
    #[arg(long, global = true, value_name = "FILE", help_heading = HEADING, help = KEYS)]
    keys: Option<PathBuf>,
    /// 记录人，默认为系统用户 / who records, by default the user of the system
    #[arg(long = "as", global = true, value_name = "WHO", help_heading = HEADING)]
    actor: Option<String>,
    /// 发生的日子，默认今天 / the day it happened, by default today: 2026-11-24, 2026-11 or 2026
    #[arg(long, global = true, value_name = "DAY", help_heading = HEADING)]
    on: Option<String>,
}

const HEADING: &str = "登记册 / The register";
const DATABASE: &str = "登记册：文件或 postgres:// 地址 / the register: a file or a postgres:// \
                        address [env: XIBAO_DATABASE] [default: xibao.db]";
const KEYS: &str = "密钥文件，默认与数据库同处 / the key file, by default beside the database [env: \
                    XIBAO_KEYS] [default: xibao.keys]";

/// A command of the register about to be done.
pub(crate) struct Desk<'a> {
    pub(crate) language: Language,
    pub(crate) place: Place,
    pub(crate) keys: PathBuf,
    pub(crate) actor: String,
    arguments: &'a Arguments,
    on: Option<Dated>,
}

impl<'a> Desk<'a> {
    pub(crate) fn of(arguments: &'a Arguments) -> Result<Desk<'a>> {
        let options = &arguments.register;
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let database = options.database.clone().or_else(|| variable("XIBAO_DATABASE"));
        let database = database.unwrap_or_else(|| "xibao.db".to_owned());
        let place: Place = database
            .parse()
            .map_err(|error: <Place as std::str::FromStr>::Err| bilingual(&error.to_string()))?;
        let keys = options.keys.clone().or_else(|| variable("XIBAO_KEYS").map(PathBuf::from));
        let beside = match &place {
            Place::File(path) => path.with_file_name("xibao.keys"),
            Place::Server(_) => PathBuf::from("xibao.keys"),
        };
        let user = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(variable);
        let actor = options.actor.clone().or_else(user).unwrap_or_else(|| "未署名".to_owned());
        let on = options.on.as_deref().map(|text| dated("--on", text)).transpose()?;
        Ok(Desk {
            language: arguments.language(),
            keys: keys.unwrap_or(beside),
            place,
            actor,
            arguments,
            on,
        })
    }

    /// Opens the register.
    pub(crate) async fn open(&self) -> Result<Register> {
        let book = load(self.arguments)?;
        Register::open(&self.place, &self.keys, book).await.map_err(Self::not_opened)
    }

    /// The rulebook.
    pub(crate) fn book(&self) -> Result<xibao_rulebook::Rulebook> {
        load(self.arguments)
    }

    /// Without its key file a register is not lost, but nothing can be done with it.
    fn not_opened(error: AppError) -> anyhow::Error {
        let keys = matches!(&error, AppError::Vault(_));
        let error = told(error);
        if !keys {
            return error;
        }
        let (zh, en) = both(&error);
        said(
            format!(
                "{zh}；密钥文件由 --keys 或 XIBAO_KEYS 指定；用 xibao verify 查看哪些内容不可读"
            ),
            format!(
                "{en}; the key file is named by --keys or XIBAO_KEYS; `xibao verify` tells what \
                 cannot be read"
            ),
        )
    }

    /// The day it happened.
    pub(crate) fn on(&self, register: &Register) -> Dated {
        self.on.unwrap_or_else(|| Dated::on(register.today()))
    }

    /// Who records, and what for.
    pub(crate) fn purpose(&self, what: &str) -> Purpose {
        Purpose::of(&self.actor, what)
    }

    /// One of two words by language.
    pub(crate) fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.language == Language::Zh { zh } else { en }
    }

    /// Prints a line in the language asked for.
    pub(crate) fn say(&self, zh: impl AsRef<str>, en: impl AsRef<str>) -> Result<()> {
        rulebooks::print(&format!("{}\n", self.pick(zh.as_ref(), en.as_ref())))
    }

    /// Says that something was recorded, and how to take it back.
    pub(crate) async fn recorded(&self, register: &Register, what: Text) -> Result<()> {
        let recent = register.recent_batches(RECENT).await.map_err(told)?;
        let batch = recent.into_iter().find(|row| row.actor == self.actor).map(|row| row.id);
        let Some(batch) = batch else { return self.say(what.zh, what.en) };
        self.say(format!("{}。批次 {batch}", what.zh), format!("{}. Batch {batch}", what.en))
    }
}

/// Reads a day that may be known in part.
pub(crate) fn dated(option: &str, text: &str) -> Result<Dated> {
    Dated::parse(text).map_err(|error| {
        said(
            format!("{option} {text}：不是日期；请写成 2026-11-24，只知道月份写 2026-11"),
            format!("{option} {text}: {error}"),
        )
    })
}

/// A failure of the register in both languages.
#[expect(clippy::needless_pass_by_value, reason = "used to map errors")]
pub(crate) fn told(error: AppError) -> anyhow::Error {
    match &error {
        AppError::Asked(text) => said(text.zh.clone(), text.en.clone()),
        AppError::Refused(Refusal { text, rules, .. }) => {
            let rules: Vec<String> = rules.iter().map(|rule| format!(" [{rule}]")).collect();
            let rules = rules.concat();
            said(format!("{}{rules}", text.zh), format!("{}{rules}", text.en))
        }
        AppError::Vault(VaultError::File { path, .. }) if !path.exists() => {
            let path = path.display();
            said(format!("没有密钥文件 {path}"), format!("there is no key file {path}"))
        }
        AppError::Vault(error) => said(error.zh(), error.en()),
        AppError::File { path, what } => {
            let (zh, en) = halves(what);
            said(format!("{path}：{zh}"), format!("{path}: {en}"))
        }
        error => bilingual(&error.to_string()),
    }
}

/// A message that holds both languages.
fn bilingual(message: &str) -> anyhow::Error {
    let (zh, en) = halves(message);
    said(zh, en)
}

/// The two languages of `中文 / English`. A value in it stands in both, so the middle is where to
/// part.
fn halves(message: &str) -> (String, String) {
    let places: Vec<usize> = message.match_indices(" / ").map(|(place, _)| place).collect();
    let middle = places.get(places.len() / 2).copied();
    let parted = middle.and_then(|place| message.split_at_checked(place));
    match parted {
        Some((zh, en)) if places.len() % 2 == 1 => {
            (zh.to_owned(), en.trim_start_matches(" / ").to_owned())
        }
        _ => (message.to_owned(), message.to_owned()),
    }
}

/// What a failure says in both languages.
pub(crate) fn both(error: &anyhow::Error) -> (String, String) {
    match error.downcast_ref::<rulebooks::Said>() {
        Some(said) => (said.zh.clone(), said.en.clone()),
        None => (error.to_string(), error.to_string()),
    }
}

/// An organisation by id, full name, or path from the top or from a name that is unique.
pub(crate) async fn organisation(register: &Register, text: &str) -> Result<OrganisationId> {
    let text = text.trim();
    if let Ok(id) = text.parse::<OrganisationId>() {
        return Ok(register.organisation(id).await.map_err(told)?.organisation.id);
    }
    let mut named = active(register.organisations_named(text).await.map_err(told)?);
    if named.is_empty() && text.contains('/') {
        named = along(register, text).await?;
    }
    match named.as_slice() {
        [one] => Ok(one.id),
        [] => Err(unknown(register, text).await?),
        several => Err(ambiguous(register, text, several).await?),
    }
}

/// The organisations of a name; dissolved ones only where there is no other.
fn active(rows: Vec<xibao_app::OrganisationRow>) -> Vec<Organisation> {
    let (active, dissolved): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|row| row.organisation).partition(Organisation::is_active);
    if active.is_empty() { dissolved } else { active }
}

/// Follows a path down the tree.
async fn along(register: &Register, path: &str) -> Result<Vec<Organisation>> {
    let mut parts = path.split('/').map(str::trim).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return Ok(Vec::new()) };
    let mut here = active(register.organisations_named(first).await.map_err(told)?);
    for part in parts {
        let mut next = Vec::new();
        for above in &here {
            let below = register.below(above.id).await.map_err(told)?;
            next.extend(below.into_iter().filter(|row| row.organisation.name == part));
        }
        here = active(next);
    }
    Ok(here)
}

async fn unknown(register: &Register, text: &str) -> Result<anyhow::Error> {
    let last = text.rsplit('/').next().unwrap_or(text).trim();
    let limit = i64::try_from(NAMED_MAX).unwrap_or(i64::MAX);
    let near = if last.is_empty() {
        Vec::new()
    } else {
        register.organisations_like(last, limit).await.map_err(told)?
    };
    if near.is_empty() {
        return Ok(said(
            format!("没有党组织“{text}”：请写全称、路径（上级/下级）或编号；全部见 xibao org tree"),
            format!(
                "there is no organisation '{text}': give its full name, its path (above/below) or \
                 its id; `xibao org tree` shows all"
            ),
        ));
    }
    let near: Vec<&str> = near.iter().map(|row| row.organisation.name.as_str()).collect();
    Ok(said(
        format!("没有党组织“{text}”；名称里有它的：{}", near.join("、")),
        format!("there is no organisation '{text}'; names with it: {}", near.join(", ")),
    ))
}

async fn ambiguous(
    register: &Register,
    text: &str,
    several: &[Organisation],
) -> Result<anyhow::Error> {
    let mut lines = String::new();
    for one in several.iter().take(NAMED_MAX) {
        let _ = write!(lines, "\n  {}  {}", one.id, path(register, one.id).await?);
    }
    let count = several.len();
    Ok(said(
        format!("有{count}个组织叫“{text}”，请写路径或编号：{lines}"),
        format!("{count} organisations are called '{text}'; give a path or an id:{lines}"),
    ))
}

/// The path of an organisation, as it can be typed.
pub(crate) async fn path(register: &Register, id: OrganisationId) -> Result<String> {
    let path = register.path(id).await.map_err(told)?;
    Ok(path.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("/"))
}

/// A person by id, or by name or identity number where that is unique.
pub(crate) async fn person(
    register: &Register,
    text: &str,
    within: Option<OrganisationId>,
) -> Result<PersonId> {
    let text = text.trim();
    if let Ok(id) = text.parse::<PersonId>() {
        return Ok(register.person(id).await.map_err(told)?.person.id);
    }
    let found = register.search(text, within, xibao_app::PAGE_MAX).await.map_err(told)?;
    let number = text.chars().filter(char::is_ascii_digit).count() >= 14;
    let of_name: Vec<_> = found
        .people
        .iter()
        .filter(|row| row.person.merged_into.is_none())
        .filter(|row| number || row.person.name() == text)
        .collect();
    match of_name.as_slice() {
        [one] => Ok(one.person.id),
        [] => Err(said(
            format!(
                "没有叫“{text}”的人；用 xibao search {text} 查找，已离开的请写编号或公民身份号码"
            ),
            format!(
                "nobody is called '{text}'; look with `xibao search {text}`; who left is named by \
                 id or identity number"
            ),
        )),
        several => {
            let mut lines = String::new();
            for row in several.iter().take(NAMED_MAX) {
                let branch = register.organisation(row.person.held).await.map_err(told)?;
                let stage = row.person.membership.stage().text();
                let branch = branch.organisation.name;
                let _ = write!(lines, "\n  {}  {}  {branch}", row.person.id, stage.zh);
            }
            let count = several.len();
            Err(said(
                format!("有{count}人叫“{text}”，请用 --within 指明支部，或写编号：{lines}"),
                format!("{count} people are called '{text}'; say --within, or give an id:{lines}"),
            ))
        }
    }
}

/// A batch by id.
pub(crate) fn batch(text: &str) -> Result<BatchId> {
    text.parse().map_err(|_| {
        said(
            format!("“{text}”不是批次编号；见 xibao batches"),
            format!("'{text}' is no id of a batch; see `xibao batches`"),
        )
    })
}

/// A preview by id.
pub(crate) fn preview(text: &str) -> Result<PreviewId> {
    text.parse().map_err(|_| {
        said(
            format!("“{text}”不是预览编号；见 xibao import list"),
            format!("'{text}' is no id of a preview; see `xibao import list`"),
        )
    })
}

/// A word of a fixed list, by id or by its Chinese name.
pub(crate) fn word<T: Copy>(
    option: &str,
    text: &str,
    all: &[T],
    id: impl Fn(T) -> &'static str,
    name: impl Fn(T) -> Text,
) -> Result<T> {
    let found = all.iter().find(|one| id(**one) == text || name(**one).zh == text);
    found.copied().ok_or_else(|| {
        let zh: Vec<String> =
            all.iter().map(|one| format!("{}（{}）", id(*one), name(*one).zh)).collect();
        let en: Vec<&str> = all.iter().map(|one| id(*one)).collect();
        said(
            format!("{option} {text}：请写其中之一：{}", zh.join("、")),
            format!("{option} {text}: write one of {}", en.join(", ")),
        )
    })
}

/// `key=value` as its two sides.
pub(crate) fn setting(text: &str) -> Result<(&str, &str)> {
    let parted = text.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
    parted.filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
        anyhow!(rulebooks::Said {
            zh: format!("{text}：请写成 项目=内容"),
            en: format!("{text}: write it as item=value"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn a_message_is_parted_in_the_middle() {
        let parts = |message| halves(message);
        assert_eq!(parts("没有 / none"), ("没有".into(), "none".into()));
        assert_eq!(parts("a / b 没有 / no a / b"), ("a / b 没有".into(), "no a / b".into()));
        assert_eq!(parts("neither"), ("neither".into(), "neither".into()));
    }
}
