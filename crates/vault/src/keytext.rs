//! The text of a key file.
//!
//! ```text
//! xibao-keys 1
//! # what this is
//! key 3fa91c02 data gm 2026-11-24 <master key in base64> <check>
//! key 5d00e1b7 index gm 2026-11-24 <master key in base64> <check>
//! current data 3fa91c02
//! current index 5d00e1b7
//! end 2 <check>
//! ```
//!
//! Lines that are empty or begin with `#` are for people. A check value is the first 6 bytes of an
//! HMAC-SHA-256: that of a `key` line is keyed with its master key, over the words before it; that
//! of the `end` line has a fixed key, over all other lines that are not for people. They find
//! cuts and slips of the hand, not forgery: who can write the file has the keys.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::MAX_KEYS;
use crate::keys::{KeyInfo, KeyRing, MASTER_BYTES, Master, is_day};
use crate::{KeyId, KeyUse, VaultError};

const HEADER: &str = "xibao-keys 1";
const COMMENT: &str = "\
# 细胞（Xibao）密钥文件：没有它，数据库中的密封值无法读取。请在数据库之外另存副本，不要改动。
# Keys of Xibao: without this file sealed values cannot be read. Keep a copy apart from the
# database, and change nothing here by hand.
";
const CHECK_BYTES: usize = 6;

impl KeyRing {
    /// The text of the key file. It holds the keys; it is wiped from memory when dropped.
    pub fn to_text(&self) -> Zeroizing<String> {
        // Reserved in one piece, so that growing leaves no copy of a key behind.
        let mut text = Zeroizing::new(String::with_capacity(1024 + self.masters.len() * 128));
        let _ = write!(text, "{HEADER}\n{COMMENT}");
        for master in &self.masters {
            let words = describe(&master.info);
            let mut encoded = Zeroizing::new([0u8; MASTER_BYTES * 2]);
            let length = STANDARD_NO_PAD
                .encode_slice(master.secret.as_slice(), encoded.as_mut_slice())
                .unwrap_or(0);
            let secret = encoded.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let check = check(master.secret.as_slice(), [words.as_str()]);
            let _ = writeln!(text, "{words} {} {check}", secret.unwrap_or_default());
        }
        let _ = writeln!(text, "current {} {}", KeyUse::Data, self.current);
        let _ = writeln!(text, "current {} {}", KeyUse::Index, self.index);
        let end = check(HEADER.as_bytes(), meant(&text).map(|(_, line)| line));
        let _ = writeln!(text, "end {} {end}", self.masters.len());
        text
    }

    /// Reads the text of a key file. Line ends of Windows and a missing last one are taken.
    ///
    /// # Errors
    /// [`VaultError::KeyText`] names the line and what is wrong with it; no key is repeated.
    pub fn parse(text: &str) -> Result<KeyRing, VaultError> {
        let mut reader = Reader::new();
        for (number, line) in meant(text) {
            reader.take(number, line)?;
        }
        reader.finish(text)
    }
}

/// Lines that are not for people, with their numbers from 1.
fn meant(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines().map(str::trim_end))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn describe(info: &KeyInfo) -> String {
    format!("key {} {} {} {}", info.id, info.kind, info.suite, info.created)
}

fn check<'a>(key: &[u8], lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut state = Hmac::<Sha256>::new_from_slice(key).ok();
    for line in lines {
        add(&mut state, line);
    }
    finish(state)
}

fn add(state: &mut Option<Hmac<Sha256>>, line: &str) {
    if let Some(state) = state {
        state.update(line.as_bytes());
        state.update(b"\n");
    }
}

fn finish(state: Option<Hmac<Sha256>>) -> String {
    let mac = state.map(|state| state.finalize().into_bytes()).unwrap_or_default();
    mac.iter().take(CHECK_BYTES).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What was read so far.
struct Reader {
    masters: Vec<Master>,
    current: Option<KeyId>,
    index: Option<KeyId>,
    headed: bool,
    ended: bool,
    /// Over the lines taken, for the check of the end line.
    sum: Option<Hmac<Sha256>>,
}

impl Reader {
    fn new() -> Reader {
        Reader {
            masters: Vec::new(),
            current: None,
            index: None,
            headed: false,
            ended: false,
            sum: Hmac::<Sha256>::new_from_slice(HEADER.as_bytes()).ok(),
        }
    }

    fn take(&mut self, line: usize, text: &str) -> Result<(), VaultError> {
        if !self.headed {
            if text != HEADER {
                return Err(VaultError::key_text(
                    line,
                    format!("应为“{HEADER}”：这不是本版本的密钥文件，或开头已损坏"),
                    format!(
                        "'{HEADER}' must stand here: this is no key file of this version, or its beginning is damaged"
                    ),
                ));
            }
            self.headed = true;
            add(&mut self.sum, text);
            return Ok(());
        }
        if self.ended {
            return Err(VaultError::key_text(
                line,
                "“end”行之后还有内容：请从备份恢复密钥文件",
                "something stands after the 'end' line: restore the key file from its copy",
            ));
        }
        let words: Vec<&str> = text.split(' ').collect();
        match *words.as_slice() {
            ["key", id, kind, suite, created, secret, check] => {
                self.take_key(line, text, [id, kind, suite, created, secret, check])?;
            }
            ["current", kind, id] => self.take_current(line, kind, id)?,
            ["end", count, check] => return self.take_end(line, count, check),
            [first, ..] => {
                let missing = matches!(first, "key" | "current" | "end");
                return Err(shape(line, missing.then_some(first), words.len()));
            }
            [] => {}
        }
        add(&mut self.sum, text);
        Ok(())
    }

    fn take_key(
        &mut self,
        line: usize,
        text: &str,
        [id, kind, suite, created, secret, told]: [&str; 6],
    ) -> Result<(), VaultError> {
        let id = id.parse::<KeyId>().map_err(|_| bad_id(line))?;
        let kind = KeyUse::of(kind).ok_or_else(|| bad_use(line))?;
        let suite = suite.parse().map_err(|_| {
            VaultError::key_text(
                line,
                "算法套件应为 gm 或 intl：请从备份恢复密钥文件",
                "the suite must be 'gm' or 'intl': restore the key file from its copy",
            )
        })?;
        if !is_day(created) {
            return Err(VaultError::key_text(
                line,
                "创建日期应写成 2026-11-24：请从备份恢复密钥文件",
                "the day must be written as 2026-11-24: restore the key file from its copy",
            ));
        }
        let secret = decode(line, secret)?;
        let described = text.rsplitn(3, ' ').last().unwrap_or_default();
        if check(secret.as_slice(), [described]) != told {
            return Err(VaultError::key_text(
                line,
                format!("密钥 {id} 与行末校验值不符：该行被改动、抄错或截断；请从备份恢复密钥文件"),
                format!(
                    "key {id} does not fit the check value at the end of the line: the line was changed, miscopied or cut; restore the key file from its copy"
                ),
            ));
        }
        if self.masters.iter().any(|master| master.info.id == id) {
            return Err(VaultError::key_text(
                line,
                format!("密钥 {id} 出现了两次：请从备份恢复密钥文件"),
                format!("key {id} stands here a second time: restore the key file from its copy"),
            ));
        }
        if self.masters.len() >= MAX_KEYS {
            return Err(VaultError::key_text(
                line,
                format!("密钥超过 {MAX_KEYS} 个：请从备份恢复密钥文件"),
                format!("there are more than {MAX_KEYS} keys: restore the key file from its copy"),
            ));
        }
        let info = KeyInfo { id, kind, suite, created: created.to_owned() };
        self.masters.push(Master { info, secret });
        Ok(())
    }

    fn take_current(&mut self, line: usize, kind: &str, id: &str) -> Result<(), VaultError> {
        let kind = KeyUse::of(kind).ok_or_else(|| bad_use(line))?;
        let id = id.parse::<KeyId>().map_err(|_| bad_id(line))?;
        let fits = |master: &Master| master.info.id == id && master.info.kind == kind;
        if !self.masters.iter().any(fits) {
            return Err(VaultError::key_text(
                line,
                format!("此前没有 {kind} 密钥 {id}：请从备份恢复密钥文件"),
                format!(
                    "no {kind} key {id} stands before this line: restore the key file from its copy"
                ),
            ));
        }
        let slot = match kind {
            KeyUse::Data => &mut self.current,
            KeyUse::Index => &mut self.index,
        };
        if slot.replace(id).is_some() {
            return Err(VaultError::key_text(
                line,
                format!("当前的 {kind} 密钥指明了两次：请从备份恢复密钥文件"),
                format!(
                    "the current {kind} key is named a second time: restore the key file from its copy"
                ),
            ));
        }
        Ok(())
    }

    fn take_end(&mut self, line: usize, count: &str, told: &str) -> Result<(), VaultError> {
        if count != self.masters.len().to_string() {
            return Err(VaultError::key_text(
                line,
                format!(
                    "文件中有 {} 个密钥，与“end”行所记不符：请从备份恢复密钥文件",
                    self.masters.len()
                ),
                format!(
                    "the file holds {} keys, and the 'end' line tells another number: restore the key file from its copy",
                    self.masters.len()
                ),
            ));
        }
        if finish(self.sum.take()) != told {
            return Err(VaultError::key_text(
                line,
                "“end”行的校验值与其上各行不符：某行被改动、删除、移动，或此行被截断；请从备份恢复密钥文件",
                "the check value of the 'end' line does not fit the lines above: one was changed, removed or moved, or this one was cut; restore the key file from its copy",
            ));
        }
        if self.current.is_none() {
            return Err(VaultError::no_current(line, KeyUse::Data));
        }
        if self.index.is_none() {
            return Err(VaultError::no_current(line, KeyUse::Index));
        }
        self.ended = true;
        Ok(())
    }

    fn finish(self, text: &str) -> Result<KeyRing, VaultError> {
        match (self.ended, self.current, self.index) {
            (true, Some(current), Some(index)) => {
                Ok(KeyRing { masters: self.masters, current, index })
            }
            _ => Err(VaultError::key_text(
                text.lines().count().max(1),
                "文件到此为止，没有“end”行：文件被截断；请从备份恢复密钥文件",
                "the file stops here without its 'end' line: it was cut short; restore the key file from its copy",
            )),
        }
    }
}

fn decode(line: usize, word: &str) -> Result<Zeroizing<[u8; MASTER_BYTES]>, VaultError> {
    // `decode_slice` wants room for the longest text of this length, so one more group of three.
    let mut room = Zeroizing::new([0; MASTER_BYTES + 3]);
    let length = STANDARD_NO_PAD.decode_slice(word, room.as_mut_slice()).ok();
    let bytes = length.and_then(|length| room.get(..length));
    let secret = bytes.and_then(|bytes| <[u8; MASTER_BYTES]>::try_from(bytes).ok());
    secret.map(Zeroizing::new).ok_or_else(|| {
        VaultError::key_text(
            line,
            format!(
                "密钥应为 43 个 base64 字符（{MASTER_BYTES} 字节），此处有 {} 个字符或含有其他字符：该行被改动或截断；请从备份恢复密钥文件",
                word.chars().count()
            ),
            format!(
                "a key is 43 characters of base64 ({MASTER_BYTES} bytes), here are {} or some that are none: the line was changed or cut; restore the key file from its copy",
                word.chars().count()
            ),
        )
    })
}

fn shape(line: usize, word: Option<&str>, count: usize) -> VaultError {
    match word {
        Some(word) => {
            let due = if word == "key" { 7 } else { 3 };
            VaultError::key_text(
                line,
                format!(
                    "“{word}”行应有 {due} 个词，此处有 {count} 个：该行被改动或截断；请从备份恢复密钥文件"
                ),
                format!(
                    "a '{word}' line has {due} words, here are {count}: the line was changed or cut; restore the key file from its copy"
                ),
            )
        }
        None => VaultError::key_text(
            line,
            "应以 key、current、end 或 # 开头：该行被改动或截断；请从备份恢复密钥文件",
            "a line begins with key, current, end or #: this one was changed or cut; restore the key file from its copy",
        ),
    }
}

fn bad_id(line: usize) -> VaultError {
    VaultError::key_text(
        line,
        "密钥编号应为 8 位小写十六进制数字：请从备份恢复密钥文件",
        "a key id is 8 lower-case hexadecimal digits: restore the key file from its copy",
    )
}

fn bad_use(line: usize) -> VaultError {
    VaultError::key_text(
        line,
        "密钥用途应为 data 或 index：请从备份恢复密钥文件",
        "the use of a key is 'data' or 'index': restore the key file from its copy",
    )
}
