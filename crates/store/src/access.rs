//! One connection, of either engine, and the macro that runs one text on it.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

use crate::connect::Pools;
use crate::error::told;
use crate::{Store, StoreError};

/// Runs the same body with the connection of whichever engine it is.
macro_rules! on {
    ($access:expr, $connection:ident => $body:expr) => {
        match &mut $access.0 {
            $crate::access::Link::Sqlite($connection) => {
                let $connection = &mut **$connection;
                $body.map_err($crate::error::told)
            }
            $crate::access::Link::Postgres($connection) => {
                let $connection = &mut **$connection;
                $body.map_err($crate::error::told)
            }
        }
    };
}
pub(crate) use on;

/// Runs a statement for each chunk, and makes the next one while the engine works on this.
macro_rules! in_turn {
    ($access:expr, $chunks:expr, $build:expr) => {
        $crate::access::on!($access, connection => {
            let mut chunks = $chunks;
            let build = $build;
            let mut ready = chunks.next().map(&build);
            let mut done = Ok(());
            while let Some(mut query) = ready {
                let next = chunks.next();
                let (result, built) = tokio::join!(
                    biased;
                    query.build().execute(&mut *connection),
                    async { next.map(&build) }
                );
                ready = built;
                if let Err(error) = result {
                    done = Err(error);
                    break;
                }
            }
            done
        })
    };
}
pub(crate) use in_turn;

#[derive(Debug)]
pub(crate) enum Link<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A connection to ask questions with; inside a transaction also to write with. The questions
/// stand with their nouns.
#[derive(Debug)]
pub struct Access<'c>(pub(crate) Link<'c>);

#[derive(Debug)]
enum Held {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A connection of the pool, held for a few questions.
#[derive(Debug)]
pub struct Session(Held);

impl Session {
    pub(crate) async fn acquire(store: &Store) -> Result<Session, StoreError> {
        let held = match &store.pools {
            Pools::Sqlite { read, .. } => Held::Sqlite(read.acquire().await.map_err(told)?),
            Pools::Postgres(pool) => Held::Postgres(pool.acquire().await.map_err(told)?),
        };
        Ok(Session(held))
    }

    /// The connection.
    pub fn access(&mut self) -> Access<'_> {
        match &mut self.0 {
            Held::Sqlite(connection) => Access(Link::Sqlite(&mut *connection)),
            Held::Postgres(connection) => Access(Link::Postgres(&mut *connection)),
        }
    }
}
