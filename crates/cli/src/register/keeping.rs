//! Making a register, filling it, keeping it safe.

use super::desk::{Desk, told};
use super::progress::Progress;
use crate::rulebooks::said;
use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xibao_app::{AppError, KeyRing, Place, Register, Suite};
use xibao_domain::Region;
use xibao_rulebook::Text;
use xibao_sample::province::{Plan, Province};

/// The region of synthetic people.
const SYNTHETIC_REGION: i64 = 99;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SuiteChoice {
    /// 国密 SM4-GCM、HMAC-SM3
    Gm,
    /// AES-256-GCM、HMAC-SHA-256
    Intl,
}

impl SuiteChoice {
    const fn suite(self) -> Suite {
        match self {
            SuiteChoice::Gm => Suite::Gm,
            SuiteChoice::Intl => Suite::Intl,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// 密码算法 / cryptographic algorithms
    #[arg(long, value_enum, default_value_t = SuiteChoice::Gm)]
    suite: SuiteChoice,
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// 党员人数 / members
    #[arg(long, conflicts_with = "county")]
    members: Option<u64>,
    /// 一个约 800 名党员的县（默认）/ a county of some 800 members (the default)
    #[arg(long)]
    county: bool,
    /// 种子 / seed; the same seed gives the same people
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 地区号 00–99，须为空 / region 00–99, which must be empty
    #[arg(long, default_value_t = SYNTHETIC_REGION)]
    region: i64,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// 写到哪个新文件 / a new file
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// 备份文件 / the backup; it fills --database, which must not exist or be empty
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Key {
    #[command(subcommand)]
    pub(super) command: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// 加一个新密钥并启用 / add a new key and use it from now on
    Rotate(Rotate),
    /// 用现用密钥重新密封旧值 / seal values of older keys anew
    Reseal,
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    /// 密码算法，默认与现用密钥相同 / algorithms, by default those of the current key
    #[arg(long, value_enum)]
    suite: Option<SuiteChoice>,
}

pub(super) fn shown(place: &Place) -> String {
    match place {
        Place::File(path) => path.display().to_string(),
        // A password may stand in the address.
        Place::Server(address) => match address.rsplit_once('@') {
            Some((_, host)) => format!("postgres://…@{host}"),
            None => address.clone(),
        },
    }
}

pub(super) async fn init(desk: &Desk<'_>, init: &Init) -> Result<ExitCode> {
    let register = Register::create(&desk.place, &desk.keys, init.suite.suite(), desk.book()?);
    let register = register.await.map_err(told)?;
    register.close().await;
    let (database, keys) = (shown(&desk.place), desk.keys.display());
    desk.say(
        format!(
            "已建立登记册 {database}，密钥文件 {keys}。\n\
             请把密钥文件另存一份，与备份分开存放：没有它，身份证号、电话、住址不可读，备份也不能恢复。\n\
             下一步：xibao org found 建立党组织，或 xibao generate 写入演示数据。"
        ),
        format!(
            "Made the register {database} and the key file {keys}.\n\
             Keep a copy of the key file apart from backups: without it identity numbers, \
             telephones and addresses cannot be read, nor can a backup be restored.\n\
             Next: `xibao org found` founds an organisation, `xibao generate` fills in invented people."
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn generate(
    desk: &Desk<'_>,
    register: &Register,
    generate: &Generate,
) -> Result<ExitCode> {
    let Some(region) = Region::new(generate.region) else {
        let region = generate.region;
        bail!(said(
            format!("--region {region}：应在 0 和 99 之间"),
            format!("--region {region}: must lie between 0 and 99"),
        ));
    };
    let mut plan = Plan::county(generate.seed, register.today());
    plan.members = generate.members.unwrap_or(plan.members);
    plan.region = region;
    let province = Province::new(plan).map_err(|error| said(error.zh(), error.en()))?;
    let top = province.organisations().first().map(|top| top.current_name().to_owned());
    let progress = Progress::begin(Some(province.population()), desk.pick("写入", "writing"));
    let purpose = desk.purpose("generate");
    let done = register.generate(purpose, province, &mut |count| progress.at(count)).await;
    progress.end();
    let done = done.map_err(told)?;
    let (organisations, people) = (done.organisations, done.people);
    let top = top.unwrap_or_default();
    desk.recorded(
        register,
        Text::new(
            format!("已写入 {organisations} 个党组织、{people} 人，都是虚构的；最上级是“{top}”"),
            format!("Wrote {organisations} organisations and {people} people, all invented; the topmost is '{top}'"),
        ),
    )
    .await?;
    desk.say("下一步：xibao org tree", "Next: `xibao org tree`")?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn rebuild(desk: &Desk<'_>, register: &Register) -> Result<ExitCode> {
    let progress = Progress::begin(None, desk.pick("读取事实", "reading facts"));
    let mut facts = 0;
    let done = register
        .rebuild(&mut |count| {
            facts = count;
            progress.at(count);
        })
        .await;
    progress.end();
    done.map_err(told)?;
    desk.say(
        format!("已由 {facts} 条事实重建登记表。"),
        format!("Made the registers anew from {facts} facts."),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn backup(
    desk: &Desk<'_>,
    register: &Register,
    backup: &Backup,
) -> Result<ExitCode> {
    let progress = Progress::begin(None, desk.pick("备份", "backing up"));
    let done = register.backup(&backup.file, &mut |count| progress.at(count)).await;
    progress.end();
    let done = done.map_err(told)?;
    let (file, facts, batches) = (backup.file.display(), done.facts, done.batches);
    desk.say(
        format!(
            "已备份到 {file}：{batches} 批，{facts} 条事实。恢复它需要密钥文件；两者请分开存放。"
        ),
        format!(
            "Backed up to {file}: {batches} batches, {facts} facts. Restoring it takes the key \
             file; keep the two apart."
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(desk: &Desk<'_>, restore: &Restore) -> Result<ExitCode> {
    let ring = KeyRing::read(&desk.keys).map_err(|error| told(AppError::Vault(error)))?;
    let progress = Progress::begin(None, desk.pick("恢复", "restoring"));
    let mut at = |count| progress.at(count);
    let done = Register::restore(&desk.place, &ring, desk.book()?, &restore.file, &mut at).await;
    progress.end();
    let done = done.map_err(told)?;
    let (place, facts, batches) = (shown(&desk.place), done.facts, done.batches);
    desk.say(
        format!("已恢复到 {place}：{batches} 批，{facts} 条事实。下一步：xibao verify"),
        format!("Restored into {place}: {batches} batches, {facts} facts. Next: `xibao verify`"),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The algorithms of the key that seals now.
fn current_suite(keys: &Path) -> Result<Suite> {
    let ring = KeyRing::read(keys).map_err(|error| told(AppError::Vault(error)))?;
    let current = ring.keys().find(|key| key.id == ring.current());
    Ok(current.map_or(Suite::Gm, |key| key.suite))
}

pub(super) fn rotate(desk: &Desk<'_>, rotate: &Rotate) -> Result<ExitCode> {
    let suite = match rotate.suite {
        Some(suite) => suite.suite(),
        None => current_suite(&desk.keys)?,
    };
    let key = Register::rotate_key(&desk.keys, suite).map_err(told)?;
    let keys = desk.keys.display();
    desk.say(
        format!(
            "{keys} 已加入新密钥 {key}（{}），今后用它密封；旧密钥仍在文件中，用来读旧值。\n\
             请更新密钥文件的副本。下一步：xibao key reseal 重新密封旧值。",
            suite.name()
        ),
        format!(
            "{keys} has a new key {key} ({}), used from now on; the older ones stay in the file to \
             read with.\nRenew the copy of the key file. Next: `xibao key reseal`.",
            suite.name()
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn reseal(desk: &Desk<'_>, register: &Register) -> Result<ExitCode> {
    let progress = Progress::begin(None, desk.pick("重新密封", "sealing anew"));
    let done = register.reseal(&desk.actor, &mut |count| progress.at(count)).await;
    progress.end();
    let done = done.map_err(told)?;
    desk.say(
        format!("已重新密封 {done} 人的敏感信息；事实中的旧值仍要旧密钥，请勿从密钥文件中删去。"),
        format!(
            "Sealed the sensitive values of {done} people anew; older facts still need the older \
             keys: do not take them out of the key file."
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}
