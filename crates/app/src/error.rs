//! What a use case can end in besides its result.

use xibao_domain::Refusal;
use xibao_rulebook::Text;
use xibao_store::StoreError;
use xibao_vault::VaultError;

/// Why a use case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The rules, or sense, say no.
    #[error("{0}")]
    Refused(Refusal),
    /// What was asked cannot be understood.
    #[error("{} / {}", .0.zh, .0.en)]
    Asked(Text),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed value or a key failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The key file is not the one the register was written with.
    #[error(
        "{path} 里没有这个登记册所用的密钥 {key}：请用正确的密钥文件，或从备份恢复；用 xibao verify 查看哪些内容不可读 \
         / {path} has no key {key}, which this register was written with: use the right key file, \
         or restore it from its copy; `xibao verify` tells what cannot be read"
    )]
    WrongKey {
        /// The key file.
        path: String,
        /// The id of the key that is missing.
        key: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {what}")]
    File {
        /// Which.
        path: String,
        /// What the system, or the reader, said.
        what: String,
    },
    /// What is in the database contradicts itself.
    #[error(
        "登记册有误：{0}；运行 xibao verify 查看 / the register contradicts itself: {0}; run `xibao verify`"
    )]
    Inconsistent(String),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> AppError {
        AppError::Refused(refusal)
    }
}

impl AppError {
    /// An unreadable request, said in both languages.
    pub fn asked(zh: impl Into<String>, en: impl Into<String>) -> AppError {
        AppError::Asked(Text::new(zh, en))
    }
}
