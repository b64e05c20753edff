//! A place for a database of a test's own, on either engine.

use std::future::Future;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use xibao_store::{Place, Store};

/// Where the server for tests is: an address whose user may create databases, or `none`.
const VARIABLE: &str = "XIBAO_TEST_POSTGRES";

const REMEDY: &str = "XIBAO_TEST_POSTGRES is not set: it names the PostgreSQL server on which tests \
                      create and drop databases. `./x test` and `cargo xtask postgres -- cargo test \
                      -p xibao-store` bring a server with them; `none` leaves these tests out";

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

/// Tells a story in a new folder.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Place) -> F) {
    let folder = tempfile::tempdir().unwrap();
    run(story(Place::File(folder.path().join("register.db"))));
}

/// Tells a story in a new database, which is dropped whatever happens.
pub(crate) fn on_postgres<F>(name: &str, story: impl FnOnce(Place) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(address) = server() else { return };
    let database = database_of(name);
    let place = Place::Server(address_of(&address, &database));
    let told = story(place);
    run(async move {
        admin(&address, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
        admin(&address, &format!("CREATE DATABASE {database} TEMPLATE template0")).await;
        let told = tokio::spawn(told).await;
        admin(&address, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
        if let Err(error) = told {
            std::panic::resume_unwind(error.into_panic());
        }
    });
}

fn server() -> Option<String> {
    let address = std::env::var(VARIABLE).unwrap_or_else(|_| panic!("{REMEDY}"));
    if address == "none" {
        eprintln!("{VARIABLE} is none: not told on PostgreSQL");
        return None;
    }
    Some(address)
}

/// A name of its own for each test of each process, short enough for PostgreSQL.
fn database_of(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let start = plain.len().saturating_sub(40);
    format!("xibao_{}_{}", std::process::id(), plain.chars().skip(start).collect::<String>())
}

fn address_of(server: &str, database: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, None), |(a, q)| (a, Some(q)));
    let (host, _) = address.rsplit_once('/').unwrap();
    query.map_or_else(|| format!("{host}/{database}"), |query| format!("{host}/{database}?{query}"))
}

async fn admin(address: &str, statement: &str) {
    let mut connection = PgConnection::connect(address).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A new register at a place.
pub(crate) async fn new(place: &Place) -> Store {
    Store::create(place).await.unwrap()
}

/// A connection of the test's own, beside the store.
pub(crate) enum Beside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Beside {
    pub(crate) async fn at(place: &Place) -> Beside {
        match place {
            Place::File(path) => {
                let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
                Beside::Sqlite(options.connect().await.unwrap())
            }
            Place::Server(address) => {
                let options = PgConnectOptions::from_str(address).unwrap();
                Beside::Postgres(options.connect().await.unwrap())
            }
        }
    }

    /// Runs statements that answer nothing.
    pub(crate) async fn run(&mut self, statements: &str) {
        let statements = AssertSqlSafe(statements.to_owned());
        match self {
            Beside::Sqlite(c) => drop(sqlx::raw_sql(statements).execute(c).await.unwrap()),
            Beside::Postgres(c) => drop(sqlx::raw_sql(statements).execute(c).await.unwrap()),
        }
    }

    /// Asks for one number.
    pub(crate) async fn number(&mut self, question: &str) -> i64 {
        let question = AssertSqlSafe(question.to_owned());
        match self {
            Beside::Sqlite(c) => sqlx::query_scalar(question).fetch_one(c).await.unwrap(),
            Beside::Postgres(c) => sqlx::query_scalar(question).fetch_one(c).await.unwrap(),
        }
    }
}

/// The path of a file's place.
pub(crate) fn path(place: &Place) -> PathBuf {
    match place {
        Place::File(path) => path.clone(),
        Place::Server(address) => panic!("{address} is no file"),
    }
}
