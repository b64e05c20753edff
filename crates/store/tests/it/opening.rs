//! Creating and opening: what is ours is opened, what is not is left alone.

use std::str::FromStr;

use xibao_store::{Engine, Place, Store, StoreError};

use crate::figures::small_register;
use crate::ground::{Beside, new, on_sqlite, path};

on_both_engines!(
    a_new_register_is_empty_and_opens_again,
    a_register_is_not_made_twice,
    what_was_never_made_is_missing,
    a_newer_register_is_not_touched,
    many_may_open_at_once,
);

async fn a_new_register_is_empty_and_opens_again(place: Place) {
    let store = new(&place).await;
    let expected = if matches!(place, Place::File(_)) { Engine::Sqlite } else { Engine::Postgres };
    assert_eq!(store.engine(), expected);
    assert_eq!(store.read().await.unwrap().access().count_facts().await.unwrap(), 0);
    assert!(store.read().await.unwrap().access().list_heads().await.unwrap().is_empty());
    small_register(&store).await;
    store.close().await;

    let store = Store::open(&place).await.unwrap();
    let children = store.read().await.unwrap().access().children(None).await.unwrap();
    assert_eq!(children[0].organisation.name, "第一党委");
    store.close().await;
}

async fn a_register_is_not_made_twice(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let again = Store::create(&place).await;
    assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
    let roots = store.read().await.unwrap().access().children(None).await.unwrap();
    assert_eq!(roots.len(), 1);
    store.close().await;
}

async fn what_was_never_made_is_missing(place: Place) {
    let opened = Store::open(&place).await;
    assert!(matches!(opened, Err(StoreError::Missing(_))), "{opened:?}");
    let store = new(&place).await;
    store.close().await;
}

async fn a_newer_register_is_not_touched(place: Place) {
    new(&place).await.close().await;
    let mut beside = Beside::at(&place).await;
    let checksum = if matches!(place, Place::File(_)) { "x'00'" } else { "'\\x00'" };
    beside
        .run(&format!(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
             execution_time) VALUES (999, 'later', true, {checksum}, 0)"
        ))
        .await;
    let opened = Store::open(&place).await;
    let known =
        beside.number("SELECT MAX(version) FROM _sqlx_migrations WHERE version < 999").await;
    match opened {
        Err(StoreError::Newer { found: 999, known: told }) => assert_eq!(told, known),
        other => panic!("{other:?}"),
    }
}

async fn many_may_open_at_once(place: Place) {
    new(&place).await.close().await;
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let place = place.clone();
        opening.spawn(async move { Store::open(&place).await.unwrap().close().await });
    }
    while let Some(opened) = opening.join_next().await {
        opened.unwrap();
    }
}

/// Opens a file with this content and gives what is said of it; the file stays as it was.
async fn refused(place: &Place, content: &[u8]) -> StoreError {
    std::fs::write(path(place), content).unwrap();
    let error = Store::open(place).await.unwrap_err();
    assert!(std::fs::read(path(place)).unwrap() == content, "the file was changed: {error}");
    error
}

#[test]
fn a_file_of_something_else_is_named_and_left_alone() {
    let noise: Vec<u8> = (0..40_000_u32)
        .map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap())
        .collect();
    let contents: [&[u8]; 5] = [
        b"",
        "姓名,党支部\n王芳,第一支部\n".as_bytes(),
        &noise,
        b"SQLite format 3\0",
        &noise[..100],
    ];
    for content in contents {
        on_sqlite(|place| async move {
            match refused(&place, content).await {
                StoreError::Foreign { place: named, .. } => {
                    assert_eq!(named, path(&place).display().to_string());
                }
                other => panic!("{} bytes: {other:?}", content.len()),
            }
        });
    }
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    on_sqlite(|place| async move {
        Beside::at(&place).await.run("CREATE TABLE note (text TEXT)").await;
        let content = std::fs::read(path(&place)).unwrap();
        let error = refused(&place, &content).await;
        assert!(matches!(error, StoreError::Foreign { .. }), "{error:?}");
        assert_eq!(Beside::at(&place).await.number("SELECT COUNT(*) FROM sqlite_schema").await, 1);
    });
}

#[test]
fn a_register_that_was_cut_short_is_damaged() {
    on_sqlite(|place| async move {
        let store = new(&place).await;
        small_register(&store).await;
        store.close().await;
        let whole = std::fs::read(path(&place)).unwrap();
        for kept in [whole.len() - 4096, whole.len() / 2, 5000, 4096, 1000, 100, 60, 1] {
            let error = refused(&place, &whole[..kept]).await;
            assert!(matches!(error, StoreError::Foreign { .. }), "{kept} bytes: {error:?}");
        }
        std::fs::write(path(&place), &whole).unwrap();
        Store::open(&place).await.unwrap().close().await;
    });
}

#[test]
fn a_page_of_noise_is_told_and_never_believed() {
    on_sqlite(|place| async move {
        let store = new(&place).await;
        small_register(&store).await;
        store.close().await;
        let whole = std::fs::read(path(&place)).unwrap();
        for page in 1..whole.len() / 4096 {
            let mut noisy = whole.clone();
            for (at, byte) in noisy[page * 4096..][..4096].iter_mut().enumerate() {
                *byte = u8::try_from(at * 167 % 251).unwrap();
            }
            std::fs::write(path(&place), &noisy).unwrap();
            let Ok(store) = Store::open(&place).await else { continue };
            let mut session = store.read().await.unwrap();
            // Whatever is still read is what was written; the rest is an error, not a panic.
            if let Ok(people) = session.access().page_people((-1, &[]), 10).await {
                assert!(people.iter().all(|row| ["王芳", "李强"].contains(&row.person.name())));
            }
            if let Ok(children) = session.access().children(None).await {
                assert!(children.iter().all(|row| row.organisation.name == "第一党委"));
            }
            drop(session);
            store.close().await;
        }
    });
}

#[test]
fn a_place_is_read_from_text() {
    let file = |path: &str| Place::File(path.into());
    let server = |address: &str| Place::Server(address.to_owned());
    let readable = [
        ("register.db", file("register.db")),
        ("sqlite:register.db", file("register.db")),
        ("sqlite:///srv/register.db", file("/srv/register.db")),
        ("名册.db", file("名册.db")),
        ("postgres://a@b/c", server("postgres://a@b/c")),
        ("postgresql://a@b/c", server("postgresql://a@b/c")),
    ];
    for (text, place) in readable {
        assert_eq!(Place::from_str(text).unwrap(), place);
    }
    for text in ["", "sqlite:", "sqlite://", "mysql://a@b/c", "http://example.org/x.db"] {
        assert!(matches!(Place::from_str(text), Err(StoreError::Place(_))), "{text}");
    }
}

#[test]
fn a_password_is_not_repeated() {
    let addresses = [
        "mysql://clerk:hush@db.example/register",
        "postgres://clerk:hush@db.example:notaport/register",
        "postgres://db.example:notaport/register?user=clerk&password=hush",
    ];
    on_sqlite(|_| async move {
        for address in addresses {
            let error = match Place::from_str(address) {
                Ok(place) => Store::open(&place).await.unwrap_err(),
                Err(error) => error,
            };
            let told = format!("{error} {error:?}");
            assert!(!told.contains("hush"), "{told}");
            assert!(told.contains("db.example"), "{told}");
        }
        let shown = format!("{:?}", Place::from_str("postgres://clerk:hush@db.example/x").unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    });
}

#[test]
fn a_server_that_is_not_there_is_told_at_once() {
    on_sqlite(|_| async move {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let place = Place::Server(format!("postgres://postgres@127.0.0.1:{port}/postgres"));
        let error = Store::open(&place).await.unwrap_err();
        assert!(matches!(error, StoreError::Driver(_)), "{error:?}");
    });
}
