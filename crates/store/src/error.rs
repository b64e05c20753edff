//! What can go wrong between us and a database.

use std::path::PathBuf;

/// The database failed, or what is in it is not what was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine said no.
    #[error("数据库出错：{0} / the database failed: {0}")]
    Driver(#[from] sqlx::Error),
    /// The place of the database cannot be understood.
    #[error(
        "看不懂数据库地址“{0}”：给出文件路径，或 postgres://用户@主机/库名 / cannot understand the \
         database '{0}': give the path of a file, or postgres://user@host/name"
    )]
    Place(String),
    /// There is no such file, or no register on that server.
    #[error(
        "没有数据库 {0}：先用 xibao init 建立，或检查路径 / there is no database {0}: create it with \
         `xibao init`, or check the path"
    )]
    Missing(PathBuf),
    /// A file, or a register on that server, is there already where a new one was asked for.
    #[error(
        "{0} 已经存在，不会覆盖；请换一个路径 / {0} exists and is not overwritten; choose another path"
    )]
    Exists(PathBuf),
    /// The database was written by a newer version.
    #[error(
        "数据库由更新的版本写成（结构版本{found}，本程序到{known}）；请升级程序，数据未被改动 / the database \
         was written by a newer version (schema {found}, this program knows {known}): upgrade the \
         program; nothing was changed"
    )]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The schema could not be brought up to date.
    #[error("数据库结构升级失败：{0} / the schema could not be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// The file is not a database of ours, or was damaged.
    #[error(
        "{place} 不是本程序的数据库，或已损坏：{what} / {place} is not a database of ours, or is damaged: {what}"
    )]
    Foreign {
        /// Which.
        place: String,
        /// What was found.
        what: String,
    },
    /// A row cannot be read back.
    #[error(
        "{table} 表中 {row} 无法读出：{what}；运行 xibao verify / {row} in {table} cannot be read: {what}; run `xibao verify`"
    )]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The row's identity.
        row: String,
        /// What is wrong.
        what: String,
    },
    /// The disk is full.
    #[error(
        "磁盘已满，没有写入任何内容；腾出空间后重试 / the disk is full and nothing was written; make room and try again"
    )]
    DiskFull,
    /// Somebody else wrote first.
    #[error(
        "别人同时改动了同一记录，请重试 / somebody changed the same record at the same time; try again"
    )]
    Conflict,
    /// Another program holds the database.
    #[error(
        "数据库被其他程序占用过久，请稍后重试 / the database is held by another program; try again later"
    )]
    Busy,
}

/// Codes of SQLite and PostgreSQL that mean something of their own to us.
pub(crate) fn told(error: sqlx::Error) -> StoreError {
    let code = match &error {
        sqlx::Error::Database(inner) => inner.code().map(std::borrow::Cow::into_owned),
        _ => None,
    };
    match code.as_deref() {
        // SQLITE_FULL; SQLITE_IOERR_WRITE, _FSYNC and _SHMSIZE, which quotas and filesystems that
        // allocate late give instead; disk_full.
        Some("13" | "778" | "1034" | "4874" | "53100") => StoreError::DiskFull,
        // SQLITE_BUSY and its kin, SQLITE_LOCKED; lock_not_available.
        Some("5" | "261" | "517" | "773" | "6" | "262" | "55P03") => StoreError::Busy,
        None if matches!(error, sqlx::Error::PoolTimedOut) => StoreError::Busy,
        // Serialisation failure, deadlock, unique violations of (case, seq).
        Some("40001" | "40P01" | "23505" | "1555" | "2067") => StoreError::Conflict,
        // SQLITE_CORRUPT and its kin, SQLITE_NOTADB.
        Some("11" | "267" | "523" | "779" | "26") => {
            StoreError::Foreign { place: "database".to_owned(), what: error.to_string() }
        }
        _ => StoreError::Driver(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_busy() {
        assert!(matches!(told(sqlx::Error::PoolTimedOut), StoreError::Busy));
        assert!(matches!(told(sqlx::Error::PoolClosed), StoreError::Driver(_)));
    }
}
