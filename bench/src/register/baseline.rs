//! What the engine itself takes: as many plain rows of the same size, in statements of a hundred,
//! without keys, facts, validation or index.

use std::time::Instant;

use anyhow::{Context, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, PgConnection, QueryBuilder, SqliteConnection};

use super::Setup;

const ROWS: usize = 200_000;
const CREATE: &str = "CREATE TABLE plain (id BIGINT, name TEXT, body TEXT)";
const INSERT: &str = "INSERT INTO plain (id, name, body) ";
const AT_ONCE: usize = 100;
/// As long as a person's state.
const BODY: usize = 700;

macro_rules! fill {
    ($connection:expr) => {{
        let mut connection = $connection;
        sqlx::query(CREATE).execute(&mut connection).await?;
        let body = "x".repeat(BODY);
        let start = Instant::now();
        let mut tx = connection.begin().await?;
        for chunk in 0..ROWS / AT_ONCE {
            let mut query = QueryBuilder::new(INSERT);
            query.push_values(0..AT_ONCE, |mut row, nth| {
                let id = i64::try_from(chunk * AT_ONCE + nth).unwrap_or(0);
                row.push_bind(id).push_bind("王建国").push_bind(body.as_str());
            });
            query.build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
        let seconds = start.elapsed().as_secs_f64();
        sqlx::query("DROP TABLE plain").execute(&mut connection).await?;
        connection.close().await?;
        seconds
    }};
}

pub(super) async fn run(setup: &Setup) -> Result<()> {
    let seconds = if let Some(address) = &setup.database {
        fill!(PgConnection::connect(address).await.context("PostgreSQL")?)
    } else {
        let options = SqliteConnectOptions::new()
            .filename(setup.folder.join("plain.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        fill!(SqliteConnection::connect_with(&options).await?)
    };
    #[expect(clippy::cast_precision_loss, reason = "a rate to print")]
    let rate = ROWS as f64 / seconds;
    println!("baseline: plain rows of {BODY} bytes, no index: {rate:.0} rows/s");
    Ok(())
}
