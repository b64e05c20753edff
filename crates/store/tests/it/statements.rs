//! Every fixed statement is one that the engine understands.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};
use xibao_store::{Place, statements, statements_of};

use crate::ground::{Beside, new};

on_both_engines!(every_statement_is_understood);

async fn every_statement_is_understood(place: Place) {
    let store = new(&place).await;
    let mut beside = Beside::at(&place).await;
    for (name, text) in statements_of(store.engine()) {
        let statement = AssertSqlSafe(text).into_sql_str();
        let prepared = match &mut beside {
            Beside::Sqlite(c) => c.prepare(statement).await.map(drop),
            Beside::Postgres(c) => c.prepare(statement).await.map(drop),
        };
        assert!(prepared.is_ok(), "{name}: {:?}\n{text}", prepared.err());
    }
    store.close().await;
}

#[test]
fn no_statement_stands_twice() {
    let statements = statements();
    let texts: BTreeSet<&str> = statements.iter().map(|(_, text)| *text).collect();
    assert_eq!(texts.len(), statements.len());
    assert!(statements.len() > 40);
}
