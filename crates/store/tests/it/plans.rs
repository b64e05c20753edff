//! No question that is asked often reads a whole table.

use sqlx::{AssertSqlSafe, Row as _};
use xibao_store::{Place, statements, statements_of};

use crate::figures::{interval, organisation, person, region, small_register};
use crate::ground::{Beside, new};

on_both_engines!(no_hot_question_reads_a_whole_table, a_search_begins_with_the_words);

/// A table of two rows is read whole unless that is forbidden; asked is whether it could be done
/// otherwise, whatever is asked for.
const GENERIC: &str = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";

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
    ("PARENT_AT", "FROM organisation ", &["organisation"]),
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
        beside.run(GENERIC).await;
    }
    for (name, from, tables) in HOT {
        let (_, text) = statements()
            .into_iter()
            .find(|(one, text)| one == name && text.contains(from))
            .unwrap_or_else(|| panic!("there is no {name} {from}"));
        let plan = plan(&mut beside, text).await;
        for table in *tables {
            assert!(!reads_all(&plan, table), "{name} reads all of {table}:\n{plan}\n{text}");
        }
        if ORDERED.contains(name) {
            let sorts = plan.contains("TEMP B-TREE") || plan.contains("Sort");
            assert!(!sorts, "{name} sorts:\n{plan}\n{text}");
        }
    }
    store.close().await;
}

fn reads_all(plan: &str, table: &str) -> bool {
    let whole = [format!("SCAN {table}"), format!("Seq Scan on {table}")];
    plan.lines().any(|line| {
        let step = line.trim().trim_start_matches("->").trim_start();
        whole
            .iter()
            .any(|scan| step.strip_prefix(scan.as_str()).is_some_and(|rest| !rest.starts_with('_')))
    })
}

/// In a register of some size the words of a name lead to the people, never the people to the
/// words.
async fn a_search_begins_with_the_words(place: Place) {
    let store = new(&place).await;
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    let mut access = tx.access();
    let branches: Vec<_> = (0..100_u16)
        .map(|n| organisation(n, None, interval(i64::from(n), i64::from(n)), "支部"))
        .collect();
    access.save_organisations(&branches).await.unwrap();
    let people: Vec<_> = (1000..4000).map(|n| person(n, n % 100, "王芳")).collect();
    access.insert_people(&people).await.unwrap();
    let words: Vec<_> =
        people.iter().map(|row| (row.number, format!("u{} pwangfang", row.number % 500))).collect();
    access.index_people(&words).await.unwrap();
    tx.commit().await.unwrap();
    let own = statements_of(store.engine());
    let (_, text) = own.iter().find(|(name, _)| *name == "SEARCH").unwrap();
    let mut beside = Beside::at(&place).await;
    store.settle().await.unwrap();
    let text = text.replace("$1", "'u77'").replace("$2", "0").replace("$3", "99");
    let plan = plan(&mut beside, &text.replace("$4", "100")).await;
    for table in ["person p", "person_search s", "p", "s USING"] {
        assert!(!reads_all(&plan, table), "{plan}");
    }
    let index = match place {
        Place::File(_) => "SCAN s VIRTUAL TABLE INDEX",
        Place::Server(_) => "person_search_by_token",
    };
    assert!(plan.contains(index), "{plan}");
    store.close().await;
}

/// Pages of these stand in an index as they are asked for: a later page costs no more than the
/// first.
const ORDERED: &[&str] =
    &["BRANCH_STROKES", "PAGE", "PAGE_FACTS", "PAGE_BATCHES", "RECENT_BATCHES", "SUBTREE", "LINES"];

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
