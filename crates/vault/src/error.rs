//! What can go wrong, where, and what to do.

use std::path::PathBuf;

use crate::sealed::{MAX_PLAIN_BYTES, Malformed};
use crate::vault::SEAL_LIMIT;
use crate::{KeyId, KeyUse};

/// Why a value cannot be sealed, opened or checked, or a key file not be used.
///
/// `Display` and [`en`](VaultError::en) are English, [`zh`](VaultError::zh) is 简体中文. No message
/// holds a key or a plain value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// A value or fact needs a key that is not in the key file. Nothing is lost yet.
    #[error(
        "key {key} is not in the key file: what was sealed or chained with it cannot be read or checked until that key is restored; put the key file that holds it back from its copy"
    )]
    NoSuchKey {
        /// The key that is missing.
        key: KeyId,
    },
    /// The tag does not fit: moved from another place, changed, or sealed with another key of the
    /// same id.
    #[error(
        "the sealed value in '{field}' (key {key}) does not belong there or was changed: restore this row from a backup and look for who wrote it"
    )]
    DoesNotFit {
        /// The field of the place asked for.
        field: String,
        /// The key the value names.
        key: KeyId,
    },
    /// The text of a sealed value that no vault has written.
    #[error("this is no sealed value: {}; restore it from a backup", problem.en())]
    Malformed {
        /// What is wrong with it.
        problem: Malformed,
    },
    /// The value opened, but is not UTF-8: another program sealed it.
    #[error(
        "the sealed value in '{field}' opens, but is not UTF-8 text: it was not sealed by this program, enter it anew"
    )]
    NotText {
        /// The field of the place asked for.
        field: String,
    },
    /// A plain value longer than [`MAX_PLAIN_BYTES`].
    #[error(
        "the value for '{field}' has {bytes} bytes, more than {MAX_PLAIN_BYTES}: keep it as a document, not as a field"
    )]
    TooLong {
        /// The field of the place asked for.
        field: String,
        /// Its length.
        bytes: usize,
    },
    /// The current key has sealed [`SEAL_LIMIT`] values.
    #[error("key {key} has sealed {SEAL_LIMIT} values and may seal no more: rotate the key file")]
    Exhausted {
        /// The current key.
        key: KeyId,
    },
    /// A chain of facts breaks.
    #[error(
        "the chain breaks at fact {index} (counted from 0): that fact or its MAC was changed, or one before it was removed or inserted; compare with a backup"
    )]
    ChainBreaks {
        /// The first link that does not fit, from 0.
        index: u64,
    },
    /// A chain cannot be checked further for want of a key.
    #[error(
        "the chain cannot be checked from fact {index} (counted from 0) on: key {key} is not in the key file; put the key file that holds it back from its copy"
    )]
    ChainKey {
        /// The first link that cannot be checked, from 0.
        index: u64,
        /// The key that is missing.
        key: KeyId,
    },
    /// There are no random bytes.
    #[error("the source of random bytes failed: {reason}; nothing was sealed, mend the source")]
    NoRandom {
        /// In the words of the source.
        reason: String,
    },
    /// The provider failed.
    #[error("the cryptographic provider failed with key {key}: {reason}; mend it and try again")]
    Provider {
        /// The key that was used.
        key: KeyId,
        /// In the words of the provider.
        reason: String,
    },
    /// The day a key is said to be made on is none.
    #[error("'{day}' is no day: write it as 2026-11-24")]
    Day {
        /// What was given.
        day: String,
    },
    /// The text of a key file is cut or wrong. The message never repeats a key.
    #[error("line {line} of the key file: {en}")]
    KeyText {
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do, in 简体中文.
        zh: String,
        /// What is wrong and what to do, in English.
        en: String,
    },
    /// The same, with the path of the file.
    #[error("{}, line {line}: {en}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do, in 简体中文.
        zh: String,
        /// What is wrong and what to do, in English.
        en: String,
    },
    /// A key file is never overwritten.
    #[error(
        "{} exists and is not overwritten, for it may hold the only copy of keys: give another path, or rotate the keys in it",
        path.display()
    )]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// Another rotation is under way, or one was cut off.
    #[error(
        "{} exists: another rotation is under way, or one was cut off; if none is running, remove that file and rotate again",
        path.display()
    )]
    RotationUnderWay {
        /// The file beside the key file.
        path: PathBuf,
    },
    /// Others than the owner may read or write the key file.
    #[error(
        "{} may be used by others than its owner (mode {mode:04o}): run chmod 600 on it, and rotate the keys if somebody may have read them",
        path.display()
    )]
    FileOpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The path names no regular file, or one too big for a key file.
    #[error("{} is no key file: it is a folder, a device, or bigger than {MAX_KEY_FILE_BYTES} bytes", path.display())]
    NotAKeyFile {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("cannot {doing} the key file {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `read` or `write`.
        doing: FileAct,
        /// In the words of the operating system.
        reason: String,
    },
    /// No room for one more key.
    #[error("the key file holds {MAX_KEYS} keys and takes no more: reseal and retire old ones")]
    TooManyKeys,
}

/// The biggest key file, in bytes.
pub const MAX_KEY_FILE_BYTES: u64 = 256 * 1024;
/// The most keys in a key file.
pub const MAX_KEYS: usize = 1000;

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileAct {
    /// It was read.
    Read,
    /// It was written, or its folder was.
    Write,
}

impl std::fmt::Display for FileAct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FileAct::Read => "read",
            FileAct::Write => "write",
        })
    }
}

impl VaultError {
    /// What is wrong and what to do, in English.
    pub fn en(&self) -> String {
        self.to_string()
    }

    /// What is wrong and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        self.zh_of_value().or_else(|| self.zh_of_file()).unwrap_or_default()
    }

    fn zh_of_value(&self) -> Option<String> {
        Some(match self {
            VaultError::NoSuchKey { key } => format!(
                "密钥文件中没有密钥 {key}：用它密封或链接的内容在恢复该密钥之前无法读取或校验；请从备份恢复含有该密钥的密钥文件"
            ),
            VaultError::DoesNotFit { field, key } => format!(
                "“{field}”中的密封值（密钥 {key}）不属于此处，或已被改动：请从备份恢复该行，并查明由谁写入"
            ),
            VaultError::Malformed { problem } => {
                format!("这不是密封值：{}；请从备份恢复", problem.zh())
            }
            VaultError::NotText { field } => format!(
                "“{field}”中的密封值可以打开，但不是 UTF-8 文本：它不是由本程序密封的，请重新录入"
            ),
            VaultError::TooLong { field, bytes } => format!(
                "“{field}”的值有 {bytes} 字节，超过 {MAX_PLAIN_BYTES} 字节：请作为文件保存，不要作为字段"
            ),
            VaultError::Exhausted { key } => {
                format!("密钥 {key} 已密封 {SEAL_LIMIT} 个值，不得再用：请轮换密钥文件")
            }
            VaultError::ChainBreaks { index } => format!(
                "事实链在第 {index} 条（从 0 数起）断开：该条事实或其校验码被改动，或此前有事实被删除或插入；请与备份比对"
            ),
            VaultError::ChainKey { index, key } => format!(
                "事实链自第 {index} 条（从 0 数起）起无法校验：密钥文件中没有密钥 {key}；请从备份恢复含有该密钥的密钥文件"
            ),
            VaultError::NoRandom { reason } => {
                format!("随机数来源失败：{reason}；没有密封任何值，请修复该来源")
            }
            VaultError::Provider { key, reason } => {
                format!("密码服务使用密钥 {key} 失败：{reason}；请修复后重试")
            }
            _ => return None,
        })
    }

    fn zh_of_file(&self) -> Option<String> {
        Some(match self {
            VaultError::Day { day } => format!("“{day}”不是日期：请写成 2026-11-24"),
            VaultError::KeyText { line, zh, .. } => format!("密钥文件第 {line} 行：{zh}"),
            VaultError::KeyFile { path, line, zh, .. } => {
                format!("{} 第 {line} 行：{zh}", path.display())
            }
            VaultError::FileExists { path } => format!(
                "{} 已存在，不予覆盖，因为其中可能是密钥的唯一副本：请换一个路径，或轮换其中的密钥",
                path.display()
            ),
            VaultError::RotationUnderWay { path } => format!(
                "{} 已存在：另一次轮换正在进行，或曾经中断；如确无轮换在进行，请删除该文件后重新轮换",
                path.display()
            ),
            VaultError::FileOpenToOthers { path, mode } => format!(
                "{} 允许所有者以外的人使用（权限 {mode:04o}）：请对它执行 chmod 600；如可能已被他人读取，请轮换密钥",
                path.display()
            ),
            VaultError::NotAKeyFile { path } => format!(
                "{} 不是密钥文件：它是目录、设备，或超过 {MAX_KEY_FILE_BYTES} 字节",
                path.display()
            ),
            VaultError::File { path, doing, reason } => {
                let doing = match doing {
                    FileAct::Read => "读取",
                    FileAct::Write => "写入",
                };
                format!("无法{doing}密钥文件 {}：{reason}", path.display())
            }
            VaultError::TooManyKeys => {
                format!("密钥文件已有 {MAX_KEYS} 个密钥，不能再加：请重新密封并停用旧密钥")
            }
            _ => return None,
        })
    }

    /// A problem on a line of a key file.
    pub(crate) fn key_text(
        line: usize,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> VaultError {
        VaultError::KeyText { line, zh: zh.into(), en: en.into() }
    }

    /// No current key of a use.
    pub(crate) fn no_current(line: usize, kind: KeyUse) -> VaultError {
        VaultError::key_text(
            line,
            format!(
                "没有指明当前的 {kind} 密钥：该行之前应有“current {kind} <密钥编号>”，请从备份恢复密钥文件"
            ),
            format!(
                "no current {kind} key is named: before this line 'current {kind} <key id>' must stand; restore the key file from its copy"
            ),
        )
    }
}
