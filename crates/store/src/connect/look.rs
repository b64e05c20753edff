//! Looking at what is at a place before anything there is changed.

use std::path::Path;

use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::StoreError;
use crate::connect::{BUSY, postgres_options};
use crate::error::told;

/// Tables that together are nobody else's.
const TABLES: i64 = 3;
const SQLITE_LOOK: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' \
                           AND name IN ('_sqlx_migrations', 'fact', 'head')";
const POSTGRES_LOOK: &str = "SELECT COUNT(*) FROM information_schema.tables \
                             WHERE table_schema = current_schema() \
                             AND table_name IN ('_sqlx_migrations', 'fact', 'head')";

/// A file that is no register is refused, and stays as it was.
pub(super) async fn file_is_register(path: &Path) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY);
    let mut connection = options.connect().await.map_err(|error| named(path, error))?;
    let tables: Result<i64, sqlx::Error> =
        sqlx::query_scalar(SQLITE_LOOK).fetch_one(&mut connection).await;
    connection.close().await.map_err(told)?;
    match tables.map_err(|error| named(path, error))? {
        TABLES => Ok(()),
        _ => Err(StoreError::Foreign {
            place: path.display().to_string(),
            what:
                "其中没有登记册；若建立时被中断，请删除该文件后重建 / it holds no register; if its \
                   making was interrupted, delete the file and make it anew"
                    .to_owned(),
        }),
    }
}

/// Also whether the server answers at all: a pool would try for long what cannot be.
pub(super) async fn server_has_register(address: &str) -> Result<bool, StoreError> {
    let options = postgres_options(address)?;
    let mut connection = PgConnection::connect_with(&options).await.map_err(told)?;
    let tables: i64 =
        sqlx::query_scalar(POSTGRES_LOOK).fetch_one(&mut connection).await.map_err(told)?;
    connection.close().await.map_err(told)?;
    Ok(tables == TABLES)
}

/// What the engine says, with the file's name where it matters.
pub(super) fn named(path: &Path, error: sqlx::Error) -> StoreError {
    match told(error) {
        StoreError::Foreign { what, .. } => {
            StoreError::Foreign { place: path.display().to_string(), what }
        }
        other => other,
    }
}
