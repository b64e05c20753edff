//! No question that is asked often reads a whole table.

use sqlx::{AssertSqlSafe, Row as _};
use xibao_store::{Place, statements};

use crate::figures::small_register;
use crate::ground::{Beside, new};

on_both_engines!(no_hot_question_reads_a_whole_table);

/// Name, the beginning of what it reads, and the tables it may not read from end to end.
const HOT: &[(&str, &str, &[&str])] = &[
    ("FIND", "FROM person ", &["person"]),
    ("BY_BLIND", "FROM person ", &["person"]),
    ("BY_NAME", "FROM person ", &["person"]),
    ("BRANCH_STROKES", "FROM person ", &["person"]),
    ("BRANCH_PINYIN", "FROM person ", &["person"]),
    ("SUBTREE_STROKES", "FROM organisation ", &["person", "organisation", "p", "o"]),
    ("EVERYBODY_OF", "FROM person ", &["person"]),
    ("GUESTS", "FROM person ", &["person"]),
    ("DUES_GUESTS", "FROM person ", &["person"]),
    ("INBOX", "FROM person ", &["person"]),
    ("OUTBOX", "FROM person ", &["person"]),
    ("STAGES_OF", "FROM person ", &["person"]),
    ("PAGE", "FROM person ", &["person"]),
    ("FACTS_OF_CASE", "FROM fact ", &["fact"]),
    ("LAST_LINK", "FROM fact ", &["fact"]),
    ("FACTS_OF_BATCH", "FROM fact ", &["fact"]),
    ("PAGE_FACTS", "FROM fact ", &["fact"]),
    ("FIND_BATCH", "FROM batch ", &["batch"]),
    ("PAGE_BATCHES", "FROM batch ", &["batch"]),
    ("RECENT_BATCHES", "FROM batch ", &[]),
    ("FIND", "FROM organisation ", &["organisation"]),
    ("CHILDREN", "FROM organisation ", &["organisation"]),
    ("SUBTREE", "FROM organisation ", &["organisation"]),
    ("BY_NAME", "FROM organisation ", &["organisation"]),
    ("LAST_TAKEN", "FROM organisation ", &["organisation"]),
    ("HELD_WITHIN", "FROM organisation ", &["organisation"]),
    ("COUNT_WITHIN", "FROM organisation ", &["organisation"]),
    ("TERMS_ENDING", "FROM organisation ", &["organisation"]),
    ("FIND", "FROM preview ", &["preview"]),
    ("LINES", "FROM preview_row ", &["preview_row"]),
];

async fn no_hot_question_reads_a_whole_table(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let mut beside = Beside::at(&place).await;
    if matches!(place, Place::Server(_)) {
        // A table of two rows is read whole unless that is forbidden; asked is whether it could
        // be done otherwise.
        beside.run("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan").await;
    }
    for (name, from, tables) in HOT {
        let (_, text) = statements()
            .into_iter()
            .find(|(one, text)| one == name && text.contains(from))
            .unwrap_or_else(|| panic!("there is no {name} {from}"));
        let plan = plan(&mut beside, text).await;
        for table in *tables {
            let whole = [format!("SCAN {table}"), format!("Seq Scan on {table}")];
            for line in plan.lines() {
                let line = line.trim();
                let reads = whole.iter().any(|scan| {
                    line.split("->").any(|part| {
                        part.trim()
                            .strip_prefix(scan.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                    })
                });
                assert!(!reads, "{name} reads all of {table}:\n{plan}\n{text}");
            }
        }
    }
    store.close().await;
}

async fn plan(beside: &mut Beside, text: &str) -> String {
    let lines: Vec<String> = match beside {
        Beside::Sqlite(c) => {
            let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}")))
                .fetch_all(c)
                .await
                .unwrap();
            rows.iter().map(|row| row.get::<String, _>("detail")).collect()
        }
        Beside::Postgres(c) => {
            let count = (1..9).filter(|n| text.contains(&format!("${n}"))).count();
            let nulls = vec!["NULL"; count].join(", ");
            sqlx::raw_sql("DEALLOCATE ALL").execute(&mut *c).await.unwrap();
            let prepare = AssertSqlSafe(format!("PREPARE asked AS {text}"));
            sqlx::raw_sql(prepare).execute(&mut *c).await.unwrap();
            let call = if count == 0 { String::new() } else { format!("({nulls})") };
            let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE asked{call}"));
            let rows = sqlx::raw_sql(explain).fetch_all(&mut *c).await.unwrap();
            rows.iter().map(|row| row.get::<String, _>(0)).collect()
        }
    };
    lines.join("\n")
}
