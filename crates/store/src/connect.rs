//! Opening a database: a SQLite file or a PostgreSQL address.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::told;
use crate::{Session, StoreError, migrate};

/// Readers at once on SQLite; more only wait for the same cores.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 8;
/// A writer waits this long for another program to let go of the file.
const BUSY: Duration = Duration::from_secs(30);
/// Pages of the write-ahead log between checkpoints; more pages, fewer stalls.
const CHECKPOINT_PAGES: &str = "4000";

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL address, `postgres://…`.
    Server(String),
}

impl FromStr for Place {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Place, StoreError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Place::Server(text.to_owned()));
        }
        match text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")) {
            Some("") => Err(StoreError::Place(text.to_owned())),
            Some(path) => Ok(Place::File(PathBuf::from(path))),
            None if text.is_empty() || text.contains("://") => {
                Err(StoreError::Place(text.to_owned()))
            }
            None => Ok(Place::File(PathBuf::from(text))),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pools: Pools,
}

impl Store {
    /// Makes a new, empty database. A server's database must exist and hold no register yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is one already; whatever the engine says.
    pub async fn create(place: &Place) -> Result<Store, StoreError> {
        if let Place::File(path) = place
            && path.exists()
        {
            return Err(StoreError::Exists(path.clone()));
        }
        let store = Store::connect(place, true).await?;
        migrate::run(&store).await?;
        Ok(store)
    }

    /// Opens a database and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Newer`], [`StoreError::Foreign`]; whatever the
    /// engine says.
    pub async fn open(place: &Place) -> Result<Store, StoreError> {
        if let Place::File(path) = place
            && !path.exists()
        {
            return Err(StoreError::Missing(path.clone()));
        }
        let store = Store::connect(place, false).await?;
        migrate::run(&store).await?;
        Ok(store)
    }

    async fn connect(place: &Place, create: bool) -> Result<Store, StoreError> {
        let pools = match place {
            Place::File(path) => sqlite(path, create).await?,
            Place::Server(address) => postgres(address).await?,
        };
        Ok(Store { pools })
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match &self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn read(&self) -> Result<Session, StoreError> {
        Session::acquire(self).await
    }

    /// Closes every connection and waits for it.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn sqlite(path: &Path, create: bool) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged fact survives the loss of power, not only of the process.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .pragma("cache_size", "-32000")
        .pragma("secure_delete", "fast")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
    let foreign = |error: sqlx::Error| match told(error) {
        StoreError::Foreign { what, .. } => {
            StoreError::Foreign { place: path.display().to_string(), what }
        }
        other => other,
    };
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(foreign)?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await
        .map_err(told)?;
    Ok(Pools::Sqlite { read, write })
}

async fn postgres(address: &str) -> Result<Pools, StoreError> {
    let options = PgConnectOptions::from_str(address)
        .map_err(|_| StoreError::Place(masked_address(address)))?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(told)?;
    Ok(Pools::Postgres(pool))
}

/// The address without its password.
fn masked_address(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return "postgres://…".to_owned();
    };
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://…@{host}"),
        None => address.to_owned(),
    }
}
