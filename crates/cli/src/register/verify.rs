//! `xibao verify`: what was checked, what is wrong, what cannot be read.

use super::FOUND;
use super::desk::{Desk, both, told};
use super::keeping::shown;
use super::progress::Progress;
use crate::rulebooks::{cannot_read, said, why};
use anyhow::Result;
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xibao_app::{AppError, Register, Verification};
use xibao_domain::Region;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 与以前保存的链尾比对 / compare with heads kept earlier
    #[arg(long, value_name = "FILE")]
    heads_file: Option<PathBuf>,
    /// 把现在的链尾存入新文件 / save the heads of now to a new file
    #[arg(long, value_name = "FILE")]
    save_heads: Option<PathBuf>,
}

/// A head kept earlier: how many batches a region had, and the mac of the last.
struct Kept {
    region: Region,
    batches: i64,
    mac: String,
}

pub(super) async fn run(desk: &Desk<'_>, verify: &Verify) -> Result<ExitCode> {
    let kept = verify.heads_file.as_deref().map(read_heads).transpose()?;
    let register = open(desk).await?;
    let progress = Progress::begin(None, desk.pick("核验事实", "checking facts"));
    let found = register.verify(&mut |count| progress.at(count)).await;
    progress.end();
    let done = match found {
        Ok(found) => tell(desk, &register, verify, kept.as_deref(), &found).await,
        Err(error) => Err(told(error)),
    };
    register.close().await;
    done
}

/// Opens with whatever there is of the key file.
async fn open(desk: &Desk<'_>) -> Result<Register> {
    match Register::open_unchecked(&desk.place, &desk.keys, desk.book()?).await {
        Err(AppError::Vault(error)) => {
            let (zh, en) = both(&told(AppError::Vault(error)));
            desk.say(
                format!(
                    "{zh}。以下只核验不需要密钥的内容：姓名、党籍、组织可以核对，身份证号、电话、\
                     住址不可读，校验码无法检查。"
                ),
                format!(
                    "{en}. Only what needs no key is checked: names, memberships and \
                     organisations; identity numbers, telephones and addresses cannot be read, and \
                     macs cannot be checked."
                ),
            )?;
            Register::open_without_key(&desk.place, desk.book()?).await.map_err(told)
        }
        opened => opened.map_err(told),
    }
}

async fn tell(
    desk: &Desk<'_>,
    register: &Register,
    verify: &Verify,
    kept: Option<&[Kept]>,
    found: &Verification,
) -> Result<ExitCode> {
    checked(desk, found)?;
    faults(desk, found)?;
    unreadable(desk, found)?;
    let cut = match kept {
        Some(kept) => compare(desk, register, kept, found).await?,
        None => 0,
    };
    heads(desk, verify, found)?;
    let clean = found.is_clean() && cut == 0;
    if clean {
        desk.say("结果：没有问题。", "Result: everything is in order.")?;
        return Ok(ExitCode::SUCCESS);
    }
    if found.fault_count > 0 || cut > 0 {
        desk.say(
            "结果：有问题。登记表与事实不一致的，用 xibao rebuild 重建；事实被改动或缺少的，从备份恢复。",
            "Result: not in order. Where registers differ from facts, `xibao rebuild`; where facts \
             were changed or are missing, restore a backup.",
        )?;
    } else {
        desk.say(
            "结果：能核验的都没有问题；其余要有正确的密钥文件（--keys）才能核验，数据没有丢失。",
            "Result: what could be checked is in order; the rest needs the right key file (--keys). \
             Nothing is lost.",
        )?;
    }
    Ok(ExitCode::from(FOUND))
}

fn checked(desk: &Desk<'_>, found: &Verification) -> Result<()> {
    let place = shown(&desk.place);
    let Verification { facts, batches, people, organisations, .. } = found;
    desk.say(
        format!(
            "已核验 {place}：事实 {facts} 条，批次 {batches} 个，人员 {people} 人，党组织 {organisations} 个。"
        ),
        format!(
            "Checked {place}: {facts} facts, {batches} batches, {people} people, \
             {organisations} organisations."
        ),
    )
}

fn faults(desk: &Desk<'_>, found: &Verification) -> Result<()> {
    if found.fault_count == 0 {
        return Ok(());
    }
    let count = found.fault_count;
    desk.say(format!("\n有 {count} 处问题："), format!("\n{count} faults:"))?;
    for fault in &found.faults {
        desk.say(
            format!("  {}：{}", fault.place, fault.text.zh),
            format!("  {}: {}", fault.place, fault.text.en),
        )?;
    }
    let told = found.faults.len() as u64;
    if count > told {
        let more = count - told;
        desk.say(format!("  另有 {more} 处"), format!("  and {more} more"))?;
    }
    Ok(())
}

fn unreadable(desk: &Desk<'_>, found: &Verification) -> Result<()> {
    for (key, count) in &found.seals {
        let (readable, missing, wrong) = (count.readable, count.without_key, count.not_fitting);
        let mut zh = format!("密钥 {key}：{readable} 个敏感值可读");
        let mut en = format!("key {key}: {readable} sensitive values can be read");
        if missing > 0 {
            let _ = write!(zh, "，{missing} 个不可读（密钥文件中没有这个密钥）");
            let _ = write!(en, ", {missing} cannot (the key is not in the key file)");
        }
        if wrong > 0 {
            let _ = write!(zh, "，{wrong} 个打不开（被改动、被移动，或同名密钥不是原来的那个）");
            let _ = write!(en, ", {wrong} do not open (changed, moved, or another key of this id)");
        }
        desk.say(zh, en)?;
    }
    for (key, count) in &found.unchecked {
        desk.say(
            format!("密钥 {key}：{count} 条事实和批次的校验码无法检查（密钥文件中没有这个密钥）"),
            format!("key {key}: {count} macs of facts and batches cannot be checked (no such key)"),
        )?;
    }
    Ok(())
}

/// Compares with heads kept earlier; returns how many do not fit.
async fn compare(
    desk: &Desk<'_>,
    register: &Register,
    kept: &[Kept],
    found: &Verification,
) -> Result<u64> {
    let now: BTreeMap<Region, (i64, &str)> = found
        .heads
        .iter()
        .map(|(region, batches, mac)| (*region, (*batches, mac.as_str())))
        .collect();
    let mut wrong = 0;
    for one in kept {
        let (batches, mac) = now.get(&one.region).copied().unwrap_or((0, ""));
        let (region, was) = (&one.region, one.batches);
        if batches < was {
            wrong += 1;
            desk.say(
                format!("地区 {region}：以前有 {was} 批，现在只有 {batches} 批——链的末尾被截去"),
                format!("region {region}: there were {was} batches, there are {batches}: the chain was cut at its end"),
            )?;
            continue;
        }
        let then = if batches == was {
            Some(mac.to_owned())
        } else {
            register.mac_of_batch(one.region, was).await.map_err(told)?
        };
        if then.as_deref() == Some(one.mac.as_str()) {
            desk.say(
                format!("地区 {region}：与以前保存的链尾（第 {was} 批）相符"),
                format!("region {region}: fits the head kept earlier (batch {was})"),
            )?;
        } else {
            wrong += 1;
            desk.say(
                format!("地区 {region}：第 {was} 批与以前保存的不是同一批——历史被替换"),
                format!("region {region}: batch {was} is not the one kept: history was replaced"),
            )?;
        }
    }
    Ok(wrong)
}

fn heads(desk: &Desk<'_>, verify: &Verify, found: &Verification) -> Result<()> {
    let mut lines = String::new();
    for (region, batches, mac) in &found.heads {
        let _ = writeln!(lines, "{region} {batches} {mac}");
    }
    if lines.is_empty() {
        return Ok(());
    }
    let Some(file) = &verify.save_heads else {
        return desk.say(
            format!("\n链尾（地区 批数 校验码）。请存到别人改不到的地方（--save-heads 文件），下次用 --heads-file 比对：\n{lines}"),
            format!("\nHeads (region, batches, mac). Keep them where nobody can change them (--save-heads FILE) and compare next time with --heads-file:\n{lines}"),
        );
    };
    let shown = file.display();
    let failed = |error: &std::io::Error| {
        let (zh, en) = why(error);
        said(
            format!("不能写 {shown}：{zh}；请换一个 --save-heads"),
            format!("cannot write {shown}: {en}; choose another --save-heads"),
        )
    };
    let written = std::fs::File::create_new(file)
        .and_then(|mut file| std::io::Write::write_all(&mut file, lines.as_bytes()));
    written.map_err(|error| failed(&error))?;
    desk.say(
        format!("链尾已存入 {shown}；请放到别人改不到的地方。"),
        format!("The heads are in {shown}; keep it where nobody can change it."),
    )
}

fn read_heads(path: &Path) -> Result<Vec<Kept>> {
    let text = std::fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?;
    let shown = path.display();
    let mut kept = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let parts: Vec<&str> = line.split_whitespace().collect();
        let head = match parts.as_slice() {
            [region, batches, mac] => match (region.parse().map(Region::new), batches.parse()) {
                (Ok(Some(region)), Ok(batches)) => {
                    Some(Kept { region, batches, mac: (*mac).to_owned() })
                }
                _ => None,
            },
            _ => None,
        };
        kept.push(head.ok_or_else(|| {
            said(
                format!("{shown} 第 {number} 行不是“地区 批数 校验码”；请用 xibao verify --save-heads 写成的文件"),
                format!("{shown}, line {number}: not 'region batches mac'; give a file written by `xibao verify --save-heads`"),
            )
        })?);
    }
    Ok(kept)
}
