//! Places for the databases of a test, on either engine; gone when the test is over.

use std::future::Future;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use xibao_store::Place;

use crate::support::{Bench, bench};

/// Where the server for tests is: an address whose user may create databases, or `none`.
const VARIABLE: &str = "XIBAO_TEST_POSTGRES";

const REMEDY: &str = "XIBAO_TEST_POSTGRES is not set: it names the PostgreSQL server on which tests \
                      create and drop databases. `./x test` and `cargo xtask postgres -- cargo test \
                      -p xibao-app` bring a server with them; `none` leaves these tests out";

/// Places of one engine, numbered.
#[derive(Clone)]
pub(crate) struct Ground {
    site: Site,
    places: Arc<AtomicUsize>,
}

#[derive(Clone)]
enum Site {
    Folder(Arc<TempDir>),
    Server { address: String, database: String },
}

impl Ground {
    fn of(site: Site) -> Ground {
        Ground { site, places: Arc::new(AtomicUsize::new(1)) }
    }

    /// The first place.
    pub(crate) fn place(&self) -> Place {
        self.nth(0)
    }

    /// How many places there are.
    pub(crate) fn count(&self) -> usize {
        self.places.load(Ordering::Relaxed)
    }

    /// One more place at which nothing is.
    pub(crate) async fn another(&self) -> Place {
        let nth = self.places.fetch_add(1, Ordering::Relaxed);
        if let Site::Server { address, database } = &self.site {
            create(address, &format!("{database}_{nth}")).await;
        }
        self.nth(nth)
    }

    fn nth(&self, nth: usize) -> Place {
        match &self.site {
            Site::Folder(folder) => Place::File(folder.path().join(format!("{nth}.db"))),
            Site::Server { address, database } => {
                Place::Server(address_of(address, &format!("{database}_{nth}")))
            }
        }
    }

    async fn sweep(&self) {
        if let Site::Server { address, database } = &self.site {
            for nth in 0..self.places.load(Ordering::Relaxed) {
                let drop = format!("DROP DATABASE IF EXISTS {database}_{nth} WITH (FORCE)");
                admin(address, &drop).await;
            }
        }
    }
}

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future);
}

/// Tells a story in a new folder.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Bench) -> F) {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    run(async { story(bench(Ground::of(Site::Folder(folder))).await).await });
}

/// Tells a story in a new database, which is dropped whatever happens.
pub(crate) fn on_postgres<F>(name: &str, story: impl FnOnce(Bench) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(address) = server() else { return };
    let ground = Ground::of(Site::Server { address: address.clone(), database: database_of(name) });
    let Site::Server { database, .. } = ground.site.clone() else { return };
    run(async move {
        create(&address, &format!("{database}_0")).await;
        let own = ground.clone();
        let told = tokio::spawn(async move { story(bench(own).await).await }).await;
        ground.sweep().await;
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
    let start = plain.len().saturating_sub(36);
    format!("xibao_{}_{}", std::process::id(), plain.chars().skip(start).collect::<String>())
}

fn address_of(server: &str, database: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, None), |(a, q)| (a, Some(q)));
    let (host, _) = address.rsplit_once('/').unwrap();
    query.map_or_else(|| format!("{host}/{database}"), |query| format!("{host}/{database}?{query}"))
}

async fn create(address: &str, database: &str) {
    admin(address, &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
    admin(address, &format!("CREATE DATABASE {database} TEMPLATE template0")).await;
}

async fn admin(address: &str, statement: &str) {
    let mut connection = PgConnection::connect(address).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A connection past the program, as an editor of the database has.
pub(crate) enum Beside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Beside {
    pub(crate) async fn at(place: &Place) -> Beside {
        match place {
            Place::File(path) => {
                let options = SqliteConnectOptions::new().filename(path);
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

    /// Asks for texts.
    pub(crate) async fn texts(&mut self, question: &str) -> Vec<String> {
        let question = AssertSqlSafe(question.to_owned());
        match self {
            Beside::Sqlite(c) => sqlx::query_scalar(question).fetch_all(c).await.unwrap(),
            Beside::Postgres(c) => sqlx::query_scalar(question).fetch_all(c).await.unwrap(),
        }
    }

    /// An id as this engine writes it in a statement.
    pub(crate) fn blob(&self, id: &str) -> String {
        let hex = id.replace('-', "");
        match self {
            Beside::Sqlite(_) => format!("x'{hex}'"),
            Beside::Postgres(_) => format!("'\\x{hex}'::bytea"),
        }
    }

    /// How many facts there are of a batch.
    pub(crate) async fn facts_of_batch(&mut self, batch: &str) -> i64 {
        let id = self.blob(batch);
        self.number(&format!("SELECT COUNT(*) FROM fact WHERE batch_id = {id}")).await
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
