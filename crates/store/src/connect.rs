//! Opening a database: a SQLite file or a PostgreSQL address.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::{Session, StoreError, migrate};

mod look;

/// Readers at once on SQLite; more only wait for the same cores.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 8;
/// A writer waits this long for another program to let go of the file.
const BUSY: Duration = Duration::from_secs(30);
/// The same for the lock of a writer on PostgreSQL.
const LOCK_TIMEOUT: &str = "30s";
/// Pages of the write-ahead log between checkpoints; more pages, fewer stalls.
const CHECKPOINT_PAGES: &str = "4000";

/// Kibibytes of pages that each reader keeps (SQLite counts them below zero).
const READER_CACHE: &str = "-16000";
/// The writer keeps more: what does not fit in it is written to the log before its time.
const WRITER_CACHE: &str = "-128000";

/// Words wait in a list before they are in the index of names; then the tables are looked at.
const SETTLE: [&str; 2] = [
    "SELECT gin_clean_pending_list('person_search_by_token'::regclass)",
    "ANALYZE batch, fact, head, organisation, person, person_search, preview_row",
];

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL address, `postgres://…`.
    Server(String),
}

/// Without the password.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Place").field(&self.shown()).finish()
    }
}

impl Place {
    fn shown(&self) -> PathBuf {
        match self {
            Place::File(path) => path.clone(),
            Place::Server(address) => PathBuf::from(masked_address(address)),
        }
    }
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
                Err(StoreError::Place(masked_address(text)))
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
        let exists = match place {
            Place::File(path) => path.exists(),
            Place::Server(address) => look::server_has_register(address).await?,
        };
        if exists {
            return Err(StoreError::Exists(place.shown()));
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
        match place {
            Place::File(path) if !path.exists() => return Err(StoreError::Missing(path.clone())),
            Place::File(path) => look::file_is_register(path).await?,
            Place::Server(address) => {
                if !look::server_has_register(address).await? {
                    return Err(StoreError::Missing(place.shown()));
                }
            }
        }
        let store = Store::connect(place, false).await?;
        migrate::run(&store).await?;
        Ok(store)
    }

    async fn connect(place: &Place, create: bool) -> Result<Store, StoreError> {
        let pools = match place {
            Place::File(path) => sqlite(path, create).await?,
            Place::Server(address) => postgres(address)?,
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

    /// After many rows were written at once: tells the engine how its tables look now. SQLite
    /// plans well without; PostgreSQL would go on planning for empty tables.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn settle(&self) -> Result<(), StoreError> {
        if let Pools::Postgres(pool) = &self.pools {
            for statement in SETTLE {
                sqlx::query(statement).execute(pool).await.map_err(crate::error::told)?;
            }
        }
        Ok(())
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
        .pragma("cache_size", READER_CACHE)
        .pragma("secure_delete", "fast")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
    let foreign = |error| look::named(path, error);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .connect_with(options.clone().pragma("cache_size", WRITER_CACHE))
        .await
        .map_err(foreign)?;
    let read = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await
        .map_err(foreign)?;
    Ok(Pools::Sqlite { read, write })
}

/// The server has answered before.
fn postgres(address: &str) -> Result<Pools, StoreError> {
    let options = postgres_options(address)?.options([("lock_timeout", LOCK_TIMEOUT)]);
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(BUSY)
        .test_before_acquire(false)
        .connect_lazy_with(options);
    Ok(Pools::Postgres(pool))
}

fn postgres_options(address: &str) -> Result<PgConnectOptions, StoreError> {
    PgConnectOptions::from_str(address).map_err(|_| StoreError::Place(masked_address(address)))
}

/// The address without user, password and options.
fn masked_address(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    // A password may hold a question mark, and an option an at sign.
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = rest.split_once('?').map_or(rest, |(host, _)| host);
    format!("{scheme}://{host}")
}
