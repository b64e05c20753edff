//! Backup and restore: the facts of one moment in a file that either engine can be filled from.
//!
//! Registers are not in it: they are rebuilt from facts. Sealed values stay sealed, so a backup is
//! of use only with the key file, which is not in it. The last line carries a mac over all lines,
//! so that a file cut short or changed is told from a whole one.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use xibao_domain::{BatchId, Case, FactId, OrganisationId, PersonId, Region};
use xibao_store::{BatchRow, FactRow, HeadRow, Place};
use xibao_vault::{KeyId, KeyRing, Mac};

use crate::chain::stored_mac;
use crate::{AppError, Register, rebuild};

/// The form of the file.
const FORM: u32 = 1;
/// Rows read or written at once.
const PAGE: i64 = 5_000;
/// The longest line that is read, in bytes.
const LINE_MAX: usize = 8 << 20;
/// Little time for a little less room.
const LEVEL: i32 = 3;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackupSummary {
    /// Facts.
    pub facts: u64,
    /// Batches.
    pub batches: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Line {
    Xibao(Begin),
    Head(HeadLine),
    Batch(Box<BatchLine>),
    Fact(Box<FactLine>),
    End(End),
}

#[derive(Serialize, Deserialize)]
struct Begin {
    form: u32,
    made_at: i64,
    key: String,
}

#[derive(Serialize, Deserialize)]
struct End {
    facts: u64,
    batches: u64,
    mac: String,
}

#[derive(Serialize, Deserialize)]
struct HeadLine {
    region: Region,
    batches: i64,
    key: String,
    mac: String,
}

#[derive(Serialize, Deserialize)]
struct BatchLine {
    region: Region,
    seq: i64,
    id: BatchId,
    at: i64,
    actor: String,
    purpose: String,
    source: String,
    facts: i64,
    digest: String,
    undoes: Option<BatchId>,
    key: String,
    mac: String,
}

#[derive(Serialize, Deserialize)]
struct FactLine {
    region: Region,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    seq: i64,
    id: FactId,
    on: String,
    at: i64,
    actor: String,
    batch: BatchId,
    body: String,
    key: String,
    mac: String,
}

impl Register {
    /// Writes the facts of this moment to a new file while others go on working; `progress` is
    /// told how many facts were written.
    ///
    /// # Errors
    /// [`AppError::File`] if the file exists or cannot be written; what was written is removed.
    pub async fn backup(
        &self,
        path: &Path,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<BackupSummary, AppError> {
        let file = File::create_new(path).map_err(|error| told(path, &error))?;
        let done = self.write_backup(path, file, progress).await;
        if done.is_err() {
            let _ = std::fs::remove_file(path);
        }
        done
    }

    async fn write_backup(
        &self,
        path: &Path,
        file: File,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<BackupSummary, AppError> {
        let mut snapshot = self.store.snapshot().await?;
        let mut access = snapshot.access();
        let mut out = Out::new(self, path, file)?;
        out.line(&Line::Xibao(Begin {
            form: FORM,
            made_at: self.circumstance.now().0,
            key: self.vault.current_key_id().to_string(),
        }))?;
        for head in access.list_heads().await? {
            out.line(&Line::Head(head_line(&head)))?;
        }
        let mut summary = BackupSummary::default();
        let mut after = (-1, 0);
        loop {
            let page = access.page_batches(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = (i64::from(last.region), last.seq);
            for batch in &page {
                out.line(&Line::Batch(Box::new(batch_line(batch))))?;
                summary.batches += 1;
            }
        }
        let mut after = (-1, Vec::new(), 0);
        loop {
            let page = access.page_facts((after.0, &after.1, after.2), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = (i64::from(last.region), last.case.as_bytes().to_vec(), last.seq);
            for fact in &page {
                out.line(&Line::Fact(Box::new(fact_line(fact))))?;
                summary.facts += 1;
            }
            progress(summary.facts);
        }
        snapshot.rollback().await?;
        out.end(summary)?;
        Ok(summary)
    }

    /// Fills a new database, which may be of the other engine, from a backup, and builds its
    /// registers. Nothing is kept unless the whole file is in order.
    ///
    /// # Errors
    /// [`AppError::File`] if the file is cut short or changed, or the key file is not the one it
    /// was made with; [`AppError::Store`] if the database is not empty.
    pub async fn restore(
        place: &Place,
        ring: &KeyRing,
        book: xibao_rulebook::Rulebook,
        path: &Path,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<BackupSummary, AppError> {
        let store = xibao_store::Store::create(place).await?;
        let circumstance = std::sync::Arc::new(crate::Real::default());
        let register = Register::of(store, ring, book, circumstance)?;
        let done = register.fill(path, progress).await;
        register.close().await;
        if done.is_err()
            && let Place::File(database) = place
        {
            for end in ["", "-wal", "-shm"] {
                let mut name = database.clone().into_os_string();
                name.push(end);
                let _ = std::fs::remove_file(name);
            }
        }
        done
    }

    async fn fill(
        &self,
        path: &Path,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<BackupSummary, AppError> {
        let mut source = Source::open(self, path)?;
        source.begin()?;
        let heads = source.heads()?;
        let regions: Vec<Region> = heads.iter().map(|head| head.region).collect();
        let (mut tx, taken) = self.store.begin(&regions).await?;
        if taken.iter().any(|head| head.batches > 0) {
            return Err(AppError::asked(
                "数据库里已有记录；恢复只写入新建的空数据库",
                "the database has records already; a restore fills a new, empty one only",
            ));
        }
        let summary = source.rows(&mut tx, progress).await?;
        let heads: Vec<HeadRow> = heads.into_iter().collect();
        for head in &heads {
            tx.access().save_head(head).await?;
        }
        rebuild::rebuild(&mut tx, heads, progress).await?;
        tx.commit().await?;
        self.store.settle().await?;
        Ok(summary)
    }
}

struct Out<'r> {
    register: &'r Register,
    path: &'r Path,
    encoder: zstd::Encoder<'static, BufWriter<File>>,
    mac: Mac,
}

impl<'r> Out<'r> {
    fn new(register: &'r Register, path: &'r Path, file: File) -> Result<Out<'r>, AppError> {
        let encoder = zstd::Encoder::new(BufWriter::new(file), LEVEL);
        let encoder = encoder.map_err(|error| told(path, &error))?;
        Ok(Out { register, path, encoder, mac: Mac::START })
    }

    fn line(&mut self, line: &Line) -> Result<(), AppError> {
        let mut text =
            serde_json::to_vec(line).map_err(|error| AppError::Inconsistent(error.to_string()))?;
        self.mac = self.register.vault.chain_next(&self.mac, &text)?;
        text.push(b'\n');
        self.encoder.write_all(&text).map_err(|error| told(self.path, &error))
    }

    fn end(mut self, summary: BackupSummary) -> Result<(), AppError> {
        let end = Line::End(End {
            facts: summary.facts,
            batches: summary.batches,
            mac: self.mac.to_string(),
        });
        self.line(&end)?;
        let finished = self.encoder.finish().map_err(|error| told(self.path, &error))?;
        let file = finished.into_inner().map_err(|error| told(self.path, error.error()))?;
        // On disk before it is called done.
        file.sync_all().map_err(|error| told(self.path, &error))
    }
}

struct Source<'r> {
    register: &'r Register,
    path: &'r Path,
    reader: BufReader<zstd::Decoder<'static, BufReader<File>>>,
    lines: Vec<Vec<u8>>,
    key: KeyId,
    number: u64,
    ahead: Option<Line>,
}

impl<'r> Source<'r> {
    fn open(register: &'r Register, path: &'r Path) -> Result<Source<'r>, AppError> {
        let file = File::open(path).map_err(|error| told(path, &error))?;
        let decoder = zstd::Decoder::new(file).map_err(|error| told(path, &error))?;
        let reader = BufReader::new(decoder);
        Ok(Source {
            register,
            path,
            reader,
            lines: Vec::new(),
            key: register.vault.current_key_id(),
            number: 0,
            ahead: None,
        })
    }

    fn wrong(&self, zh: &str, en: &str) -> AppError {
        AppError::File {
            path: self.path.display().to_string(),
            what: format!("第{}行：{zh} / line {}: {en}", self.number, self.number),
        }
    }

    fn line(&mut self) -> Result<Line, AppError> {
        if let Some(line) = self.ahead.take() {
            return Ok(line);
        }
        self.number += 1;
        let mut text = Vec::new();
        let mut limited = std::io::Read::take(&mut self.reader, LINE_MAX as u64);
        let read = limited.read_until(b'\n', &mut text);
        let whole = read.is_ok_and(|_| text.last() == Some(&b'\n'));
        if !whole {
            return Err(self.wrong(
                "备份在此中断或损坏，没有恢复任何内容",
                "the backup is cut short or damaged here; nothing was restored",
            ));
        }
        text.pop();
        let line = serde_json::from_slice(&text).map_err(|error| {
            self.wrong("不是备份的内容", &format!("not a line of a backup: {error}"))
        })?;
        self.lines.push(text);
        Ok(line)
    }

    fn begin(&mut self) -> Result<(), AppError> {
        match self.line()? {
            Line::Xibao(begin) if begin.form == FORM => {
                let key = begin.key.parse();
                self.key = key.map_err(|_| self.wrong("密钥编号残缺", "a key id is malformed"))?;
                Ok(())
            }
            Line::Xibao(begin) => Err(self.wrong(
                &format!("备份格式{}比本程序新，请升级程序", begin.form),
                &format!("form {} is newer than this program; upgrade it", begin.form),
            )),
            _ => Err(self.wrong("不是备份文件", "this is no backup")),
        }
    }

    fn heads(&mut self) -> Result<Vec<HeadRow>, AppError> {
        let mut heads = Vec::new();
        loop {
            match self.line()? {
                Line::Head(head) => heads.push(HeadRow {
                    region: head.region,
                    batches: head.batches,
                    numbers: 0,
                    key_id: head.key,
                    mac: self.mac(&head.mac)?,
                }),
                other => {
                    self.ahead = Some(other);
                    return Ok(heads);
                }
            }
        }
    }

    fn mac(&self, text: &str) -> Result<Vec<u8>, AppError> {
        let mac: Mac = text.parse().map_err(|_| self.wrong("校验码残缺", "a mac is malformed"))?;
        Ok(mac.0.to_vec())
    }

    /// Writes batches and facts and checks that the file is whole and was made with this key.
    async fn rows(
        &mut self,
        tx: &mut xibao_store::Tx,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<BackupSummary, AppError> {
        let mut summary = BackupSummary::default();
        let mut facts: Vec<FactRow> = Vec::new();
        let mut mac = Mac::START;
        loop {
            let line = self.line()?;
            if let Line::End(end) = &line {
                self.lines.pop();
                mac = self.walk(mac)?;
                let whole = mac.to_string() == end.mac
                    && (end.facts, end.batches) == (summary.facts, summary.batches);
                if !whole {
                    return Err(self.wrong(
                        "备份与结尾的校验码不符：文件被改动过，或密钥文件不是当时的那一份",
                        "the backup does not fit the mac at its end: it was changed, or the key \
                         file is not the one it was made with",
                    ));
                }
                tx.access().insert_facts(&facts).await?;
                return Ok(summary);
            }
            match line {
                Line::Batch(batch) => {
                    summary.batches += 1;
                    let row = self.batch(*batch)?;
                    tx.access().insert_batch(&row).await?;
                }
                Line::Fact(fact) => {
                    summary.facts += 1;
                    facts.push(self.fact(*fact)?);
                }
                _ => return Err(self.wrong("行的次序不对", "the lines are out of order")),
            }
            if facts.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX) {
                mac = self.walk(mac)?;
                tx.access().insert_facts(&facts).await?;
                facts.clear();
                progress(summary.facts);
            }
        }
    }

    /// Takes the lines read so far into the mac.
    fn walk(&mut self, mut mac: Mac) -> Result<Mac, AppError> {
        for text in self.lines.drain(..) {
            mac = self.register.vault.chain_with(self.key, &mac, &text)?;
        }
        Ok(mac)
    }

    fn batch(&self, line: BatchLine) -> Result<BatchRow, AppError> {
        Ok(BatchRow {
            region: line.region,
            seq: line.seq,
            id: line.id,
            recorded_at: line.at,
            actor: line.actor,
            purpose: line.purpose,
            source: line.source,
            facts: line.facts,
            digest: self.mac(&line.digest)?,
            undoes: line.undoes,
            key_id: line.key,
            mac: self.mac(&line.mac)?,
        })
    }

    fn fact(&self, line: FactLine) -> Result<FactRow, AppError> {
        let case = match (line.person, line.organisation) {
            (Some(id), None) => Case::Person(id),
            (None, Some(id)) => Case::Organisation(id),
            _ => return Err(self.wrong("事实没有主体", "a fact is about nobody")),
        };
        Ok(FactRow {
            region: line.region,
            case,
            seq: line.seq,
            id: line.id,
            happened_on: line.on,
            recorded_at: line.at,
            actor: line.actor,
            batch: line.batch,
            body: line.body,
            key_id: line.key,
            mac: self.mac(&line.mac)?,
        })
    }
}

fn head_line(head: &HeadRow) -> HeadLine {
    HeadLine {
        region: head.region,
        batches: head.batches,
        key: head.key_id.clone(),
        mac: stored_mac(&head.mac).to_string(),
    }
}

fn batch_line(batch: &BatchRow) -> BatchLine {
    BatchLine {
        region: batch.region,
        seq: batch.seq,
        id: batch.id,
        at: batch.recorded_at,
        actor: batch.actor.clone(),
        purpose: batch.purpose.clone(),
        source: batch.source.clone(),
        facts: batch.facts,
        digest: stored_mac(&batch.digest).to_string(),
        undoes: batch.undoes,
        key: batch.key_id.clone(),
        mac: stored_mac(&batch.mac).to_string(),
    }
}

fn fact_line(fact: &FactRow) -> FactLine {
    let (person, organisation) = match fact.case {
        Case::Person(id) => (Some(id), None),
        Case::Organisation(id) => (None, Some(id)),
    };
    FactLine {
        region: fact.region,
        person,
        organisation,
        seq: fact.seq,
        id: fact.id,
        on: fact.happened_on.clone(),
        at: fact.recorded_at,
        actor: fact.actor.clone(),
        batch: fact.batch,
        body: fact.body.clone(),
        key: fact.key_id.clone(),
        mac: stored_mac(&fact.mac).to_string(),
    }
}

fn told(path: &Path, error: &std::io::Error) -> AppError {
    let what = match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            "文件已存在，不会覆盖 / the file exists and is not overwritten".to_owned()
        }
        std::io::ErrorKind::StorageFull => "磁盘已满 / the disk is full".to_owned(),
        _ => error.to_string(),
    };
    AppError::File { path: path.display().to_string(), what }
}
