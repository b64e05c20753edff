//! Bringing a schema up to date; migrations are only ever added.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::connect::Pools;
use crate::{Engine, Store, StoreError};

/// Version, name, the text of both engines, and what differs.
const MIGRATIONS: &[(i64, &str, &str, &str, &str)] = &[(
    1,
    "register",
    include_str!("../migrations/0001_register.sql"),
    include_str!("../migrations/0001_search_sqlite.sql"),
    include_str!("../migrations/0001_search_postgres.sql"),
)];

fn migrator(engine: Engine) -> Migrator {
    let migrations = MIGRATIONS
        .iter()
        .map(|(version, name, both, sqlite, postgres)| {
            let (blob, own) = match engine {
                Engine::Sqlite => ("BLOB", sqlite),
                Engine::Postgres => ("BYTEA", postgres),
            };
            let text = format!("{}\n{own}", both.replace("{{BLOB}}", blob));
            Migration::new(
                *version,
                Cow::Borrowed(name),
                MigrationType::Simple,
                AssertSqlSafe(text).into_sql_str(),
                false,
            )
        })
        .collect();
    Migrator::with_migrations(migrations)
}

pub(crate) async fn run(store: &Store) -> Result<(), StoreError> {
    let migrator = migrator(store.engine());
    let done = match &store.pools {
        Pools::Sqlite { write, .. } => migrator.run(write).await,
        Pools::Postgres(pool) => migrator.run(pool).await,
    };
    let known = MIGRATIONS.iter().map(|(version, ..)| *version).max().unwrap_or(0);
    done.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::Newer { found, known },
        MigrateError::Execute(inner) => crate::error::told(inner),
        other => StoreError::Migrate(other),
    })
}
