//! Finding people by words of their names: the one place where the engines ask differently.

use sqlx::{PgConnection, QueryBuilder, SqliteConnection};
use xibao_domain::tree::Interval;

use crate::access::Link;
use crate::error::told;
use crate::fact::copy_text;
use crate::person::{PersonRow, Row, read};
use crate::sql::ROWS;
use crate::{Access, StoreError};

const SQLITE_FIND: &str = "SELECT p.region, p.number, p.pinyin_key, p.stroke_key, p.revision, \
    p.state FROM person_search s JOIN person p ON p.region = (s.rowid >> 40) \
    AND p.number = s.rowid JOIN organisation o ON o.region = p.region AND o.id = p.held \
    WHERE person_search MATCH $1 AND o.position BETWEEN $2 AND $3 LIMIT $4";
const POSTGRES_FIND: &str = "SELECT p.region, p.number, p.pinyin_key, p.stroke_key, p.revision, \
    p.state FROM person_search s JOIN person p ON p.region = s.region \
    AND p.number = s.number JOIN organisation o ON o.region = p.region AND o.id = p.held \
    WHERE s.tokens @@ $1::tsquery AND o.position BETWEEN $2 AND $3 LIMIT $4";
const SQLITE_INSERT: &str = "INSERT INTO person_search (rowid, tokens) ";
const SQLITE_DELETE: &str = "DELETE FROM person_search WHERE rowid = $1";
const POSTGRES_INSERT: &str = "INSERT INTO person_search (region, number, tokens) ";
const POSTGRES_COPY: &str = "COPY person_search (region, number, tokens) FROM STDIN (FORMAT text)";
const POSTGRES_DELETE: &str = "DELETE FROM person_search WHERE region = $1 AND number = $2";
const SQLITE_INDEXED: &str = "SELECT COUNT(*) FROM person_search WHERE rowid IN (";
const COUNT: &str = "SELECT COUNT(*) FROM person_search";
const CLEAR: &str = "DELETE FROM person_search";

pub(crate) const SQLITE_STATEMENTS: &[(&str, &str)] = &[
    ("SEARCH", SQLITE_FIND),
    ("UNINDEX", SQLITE_DELETE),
    ("COUNT_INDEXED", COUNT),
    ("CLEAR_INDEX", CLEAR),
];
pub(crate) const POSTGRES_STATEMENTS: &[(&str, &str)] = &[
    ("SEARCH", POSTGRES_FIND),
    ("UNINDEX", POSTGRES_DELETE),
    ("COUNT_INDEXED", COUNT),
    ("CLEAR_INDEX", CLEAR),
];

/// People in one statement. The index of SQLite sorts in what it has at every statement that
/// follows, so few large ones cost less than many.
const WORDS_AT_ONCE: usize = 5_000;

/// A word to be found: as it is, or by its beginning.
pub type Word<'w> = (&'w str, bool);

impl Access<'_> {
    /// People of a subtree whose names have all of these words, in no order; nobody if a word has
    /// no letter or digit, or if there is no word.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn search_people(
        &mut self,
        words: &[Word<'_>],
        within: Interval,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let Some(words) = askable(words) else { return Ok(Vec::new()) };
        let rows: Vec<Row> = match &mut self.0 {
            Link::Sqlite(c) => {
                let query = join(&words, " AND ", |word, prefix| {
                    format!("\"{word}\"{}", if prefix { " *" } else { "" })
                });
                sqlx::query_as(SQLITE_FIND)
                    .bind(query)
                    .bind(within.position)
                    .bind(within.last)
                    .bind(limit)
                    .fetch_all(&mut **c)
                    .await
            }
            Link::Postgres(c) => {
                let query = join(&words, " & ", |word, prefix| {
                    format!("'{word}'{}", if prefix { ":*" } else { "" })
                });
                // Planned anew for each question: a plan for any range of the tree, such as the
                // server keeps for a prepared statement, walks through everybody in it.
                sqlx::query_as(POSTGRES_FIND)
                    .persistent(false)
                    .bind(query)
                    .bind(within.position)
                    .bind(within.last)
                    .bind(limit)
                    .fetch_all(&mut **c)
                    .await
            }
        }
        .map_err(told)?;
        rows.into_iter().map(read).collect()
    }

    /// Adds the words of people who are not in the index: the number and the words between
    /// spaces, ASCII letters and digits. What else is in a word is left out.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if one is in the index; whatever the engine says.
    pub async fn index_people(&mut self, words: &[(i64, String)]) -> Result<(), StoreError> {
        let words: Vec<(i64, Vec<String>)> =
            words.iter().map(|(number, words)| (*number, indexable(words))).collect();
        if words.len() > ROWS
            && let Link::Postgres(connection) = &mut self.0
        {
            return copy(connection, &words).await;
        }
        for chunk in words.chunks(WORDS_AT_ONCE) {
            match &mut self.0 {
                Link::Sqlite(c) => {
                    if any_indexed(c, chunk).await? {
                        return Err(StoreError::Conflict);
                    }
                    let mut query = QueryBuilder::new(SQLITE_INSERT);
                    query.push_values(chunk, |mut row, (number, words)| {
                        row.push_bind(*number).push_bind(words.join(" "));
                    });
                    query.build().execute(&mut **c).await.map(drop)
                }
                Link::Postgres(c) => {
                    let mut query = QueryBuilder::new(POSTGRES_INSERT);
                    query.push_values(chunk, |mut row, (number, words)| {
                        row.push_bind(number >> 40)
                            .push_bind(*number)
                            .push("array_to_tsvector(")
                            .push_bind_unseparated(words.as_slice())
                            .push_unseparated(")");
                    });
                    query.build().execute(&mut **c).await.map(drop)
                }
            }
            .map_err(told)?;
        }
        Ok(())
    }

    /// Takes a person out of the index.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn unindex_person(&mut self, number: i64) -> Result<(), StoreError> {
        match &mut self.0 {
            Link::Sqlite(c) => {
                sqlx::query(SQLITE_DELETE).bind(number).execute(&mut **c).await.map(drop)
            }
            Link::Postgres(c) => sqlx::query(POSTGRES_DELETE)
                .bind(number >> 40)
                .bind(number)
                .execute(&mut **c)
                .await
                .map(drop),
        }
        .map_err(told)
    }

    /// How many people the index has.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn count_indexed(&mut self) -> Result<i64, StoreError> {
        match &mut self.0 {
            Link::Sqlite(c) => sqlx::query_scalar(COUNT).fetch_one(&mut **c).await,
            Link::Postgres(c) => sqlx::query_scalar(COUNT).fetch_one(&mut **c).await,
        }
        .map_err(told)
    }

    /// Empties the index, to be filled anew.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn clear_index(&mut self) -> Result<(), StoreError> {
        match &mut self.0 {
            Link::Sqlite(c) => sqlx::query(CLEAR).execute(&mut **c).await.map(drop),
            Link::Postgres(c) => sqlx::query(CLEAR).execute(&mut **c).await.map(drop),
        }
        .map_err(told)
    }
}

async fn copy(
    connection: &mut PgConnection,
    words: &[(i64, Vec<String>)],
) -> Result<(), StoreError> {
    use std::fmt::Write as _;
    let mut copy = connection.copy_in_raw(POSTGRES_COPY).await.map_err(told)?;
    let mut text = String::new();
    for (number, words) in words {
        // Words are letters and digits, so nothing has to be escaped.
        let _ = writeln!(text, "{}\t{number}\t{}", number >> 40, words.join(" "));
        if text.len() >= copy_text::PIECE {
            copy.send(std::mem::take(&mut text).into_bytes()).await.map_err(told)?;
        }
    }
    copy.send(text.into_bytes()).await.map_err(told)?;
    copy.finish().await.map(drop).map_err(told)
}

/// More letters of a word are not kept: PostgreSQL refuses lexemes of 2 KiB.
const LETTERS_MAX: usize = 200;

/// Words are letters and digits; anything else cannot reach the query language.
fn plain(word: &str) -> String {
    word.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(LETTERS_MAX)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The words to ask for; `None` if one of them can be in no name.
fn askable(words: &[Word<'_>]) -> Option<Vec<(String, bool)>> {
    let words: Vec<(String, bool)> =
        words.iter().map(|(word, prefix)| (plain(word), *prefix)).collect();
    (!words.is_empty() && words.iter().all(|(word, _)| !word.is_empty())).then_some(words)
}

fn indexable(words: &str) -> Vec<String> {
    words.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect()
}

fn join(words: &[(String, bool)], between: &str, word: impl Fn(&str, bool) -> String) -> String {
    words.iter().map(|(text, prefix)| word(text, *prefix)).collect::<Vec<_>>().join(between)
}

/// FTS5 takes a second row of the same number without a word.
async fn any_indexed(
    connection: &mut SqliteConnection,
    people: &[(i64, Vec<String>)],
) -> Result<bool, StoreError> {
    let mut query = QueryBuilder::new(SQLITE_INDEXED);
    let mut numbers = query.separated(", ");
    for (number, _) in people {
        numbers.push_bind(*number);
    }
    query.push(")");
    let count: i64 = query.build_query_scalar().fetch_one(connection).await.map_err(told)?;
    Ok(count > 0)
}
