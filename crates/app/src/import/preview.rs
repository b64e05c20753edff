//! The first act: read the file, match its people, store what would be written.

use std::collections::HashMap;

use tokio::sync::mpsc;
use xibao_domain::{Field, PreviewId};
use xibao_roster::RosterError;
use xibao_roster::read::{self, Entry};
use xibao_roster::verdict::{RowVerdict, Tally, Verdict, compare};
use xibao_rulebook::{Dated, Text};
use xibao_store::{Access, PersonRow, PreviewLine, PreviewRow};

use super::matching::{self, Branches, Match};
use super::{
    ImportRequest, LineBody, Preview, PreviewSummary, RowCounts, RowNote, problems, proposal,
};
use crate::record::unknown_organisation;
use crate::{AppError, Register};

/// Rows taken at once.
const CHUNK: usize = 1_000;
/// Chunks that wait to be matched.
const WAITING: usize = 4;
/// Remarks that are kept.
const REMARKS_MAX: usize = 50;

/// What the reader hands over.
enum Read {
    Rows(Vec<Entry>),
    End(Vec<Text>),
}

impl Register {
    /// Makes and stores a preview; nothing is entered yet. `progress` is told how many rows are
    /// done.
    ///
    /// # Errors
    /// [`AppError::File`] if the file cannot be read as a roster; [`AppError::Refused`] if there
    /// is no such organisation.
    pub async fn preview(
        &self,
        request: ImportRequest,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Preview, AppError> {
        let within = self.organisation(request.within).await?;
        let region = within.organisation.region;
        let batches = self.batches_of_all().await?;
        let row = PreviewRow {
            region,
            id: self.ids().preview()?,
            made_at: self.circumstance.now().0,
            actor: request.actor.clone(),
            source: file_name(&request.path),
            status: "making".to_owned(),
            batch: None,
            summary: String::new(),
        };
        let (mut tx, _) = self.store.begin(&[region]).await?;
        tx.access().insert_preview(&row).await?;
        tx.commit().await?;
        let made = self.make(&request, &row, Branches::of(within), batches, progress).await;
        if made.is_err() {
            self.discard(row.id).await?;
        }
        made
    }

    async fn batches_of_all(&self) -> Result<i64, AppError> {
        let mut session = self.store.read().await?;
        let heads = session.access().list_heads().await?;
        Ok(heads.iter().map(|head| head.batches).sum())
    }

    async fn make(
        &self,
        request: &ImportRequest,
        row: &PreviewRow,
        branches: Branches,
        batches: i64,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Preview, AppError> {
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let reading = request.clone();
        let reader = tokio::task::spawn_blocking(move || {
            if let Err(error) = read_file(&reading, &sender) {
                let _ = sender.blocking_send(Err(error));
            }
        });
        let mut maker = Maker {
            register: self,
            branches,
            today: Dated::on(self.today()),
            tally: Tally::default(),
            rows: RowCounts::default(),
            seen: HashMap::new(),
            empty: self.is_empty().await?,
        };
        let mut remarks = Vec::new();
        let mut done = 0;
        while let Some(read) = receiver.recv().await {
            match read? {
                Read::Rows(entries) => {
                    done += entries.len() as u64;
                    let lines = maker.lines(entries).await?;
                    let (mut tx, _) = self.store.begin(&[row.region]).await?;
                    tx.access().insert_preview_lines(row, &lines).await?;
                    tx.commit().await?;
                    progress(done);
                }
                Read::End(told) => remarks = told,
            }
        }
        reader.await.map_err(|error| AppError::Inconsistent(error.to_string()))?;
        let summary = PreviewSummary {
            rows: maker.rows,
            alarms: maker.tally.alarms().into_iter().map(|alarm| alarm.text).collect(),
            remarks,
            batches,
            within: Some(request.within),
        };
        self.open_preview(row, &summary).await?;
        Ok(Preview { id: row.id, summary })
    }

    async fn open_preview(
        &self,
        row: &PreviewRow,
        summary: &PreviewSummary,
    ) -> Result<(), AppError> {
        let summary = serde_json::to_string(summary)
            .map_err(|error| AppError::Inconsistent(error.to_string()))?;
        let row = PreviewRow { status: "open".to_owned(), summary, ..row.clone() };
        let (mut tx, _) = self.store.begin(&[row.region]).await?;
        tx.access().set_preview(&row).await?;
        Ok(tx.commit().await?)
    }

    async fn is_empty(&self) -> Result<bool, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().list_heads().await?.iter().all(|head| head.numbers == 0))
    }

    /// A preview with its summary.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is none.
    pub async fn find_preview(
        &self,
        id: PreviewId,
    ) -> Result<(PreviewRow, PreviewSummary), AppError> {
        let mut session = self.store.read().await?;
        let row = session.access().find_preview(id).await?.ok_or_else(|| unknown_preview(id))?;
        let summary = serde_json::from_str(&row.summary).unwrap_or_default();
        Ok((row, summary))
    }

    /// The latest previews, newest first.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn recent_previews(&self, limit: i64) -> Result<Vec<PreviewRow>, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().recent_previews(limit).await?)
    }

    /// Lines of a preview after a row of the file: the row, its verdict, what it says.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such preview.
    pub async fn preview_lines(
        &self,
        id: PreviewId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, String, LineBody)>, AppError> {
        let (row, _) = self.find_preview(id).await?;
        let mut session = self.store.read().await?;
        let lines = session.access().preview_lines(row.region, id, after, limit).await?;
        lines
            .into_iter()
            .map(|line| Ok((line.row, line.verdict.clone(), body_of(&line)?)))
            .collect()
    }

    /// Forgets a preview that will not be committed.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is none, or if it was committed.
    pub async fn discard(&self, id: PreviewId) -> Result<(), AppError> {
        let (row, _) = self.find_preview(id).await?;
        if row.status == "committed" {
            return Err(super::commit::closed(&row));
        }
        let (mut tx, _) = self.store.begin(&[row.region]).await?;
        let row = PreviewRow { status: "dropped".to_owned(), ..row };
        tx.access().set_preview(&row).await?;
        tx.access().drop_preview_lines(row.region, id).await?;
        Ok(tx.commit().await?)
    }
}

pub(super) fn body_of(line: &PreviewLine) -> Result<LineBody, AppError> {
    serde_json::from_str(&line.body)
        .map_err(|error| AppError::Inconsistent(format!("preview row {}: {error}", line.row)))
}

pub(super) fn unknown_preview(id: PreviewId) -> AppError {
    xibao_domain::Refusal::new(
        "preview-unknown",
        format!("没有这个预览：{id}"),
        format!("there is no such preview: {id}"),
    )
    .into()
}

fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_file(
    request: &ImportRequest,
    sender: &mpsc::Sender<Result<Read, AppError>>,
) -> Result<(), AppError> {
    let wrong = |error: RosterError| problems::unreadable(&request.path, &error);
    let mut table = problems::open(request)?;
    let mut people = read::people(table.as_mut()).map_err(wrong)?;
    let mut entries = Vec::with_capacity(CHUNK);
    for entry in &mut people {
        entries.push(entry.map_err(wrong)?);
        if entries.len() == CHUNK
            && sender.blocking_send(Ok(Read::Rows(std::mem::take(&mut entries)))).is_err()
        {
            return Ok(());
        }
    }
    let _ = sender.blocking_send(Ok(Read::Rows(entries)));
    let _ = sender.blocking_send(Ok(Read::End(remarks(&people))));
    Ok(())
}

/// What is to be said of the table as a whole.
fn remarks(people: &read::People<'_>) -> Vec<Text> {
    let mut remarks: Vec<Text> = people.notes().to_vec();
    for unused in people.unused() {
        remarks.push(unused.text());
    }
    if people.skipped_count() > 0 {
        remarks.push(Text::new(
            format!("跳过{}行（说明、合计、示例或重复的表头）", people.skipped_count()),
            format!("{} rows skipped (notes, sums, examples, headings)", people.skipped_count()),
        ));
    }
    remarks.truncate(REMARKS_MAX);
    remarks
}

struct Maker<'r> {
    register: &'r Register,
    branches: Branches,
    today: Dated,
    tally: Tally,
    rows: RowCounts,
    /// The row on which each blind index was seen first.
    seen: HashMap<String, u64>,
    /// Nobody is in the register, so nobody has to be matched.
    empty: bool,
}

impl Maker<'_> {
    async fn lines(&mut self, entries: Vec<Entry>) -> Result<Vec<PreviewLine>, AppError> {
        let sealer = self.register.sealer();
        let mut blinds = Vec::with_capacity(entries.len());
        for entry in &entries {
            let number = entry.fields.get(&Field::IdNumber);
            blinds.push(number.map(|number| sealer.blind(number)).transpose()?);
        }
        let mut session = self.register.store.read().await?;
        let mut access = session.access();
        let known = if self.empty {
            Vec::new()
        } else {
            let wanted: Vec<&str> = blinds.iter().flatten().map(String::as_str).collect();
            access.people_of_blinds(&wanted).await?
        };
        let mut by_blind: HashMap<&str, Vec<&PersonRow>> = HashMap::new();
        for row in known.iter().filter(|row| row.person.merged_into.is_none()) {
            by_blind.entry(row.person.blind.as_deref().unwrap_or("")).or_default().push(row);
        }
        let mut lines = Vec::with_capacity(entries.len());
        for (entry, blind) in entries.into_iter().zip(&blinds) {
            let of_number =
                blind.as_deref().and_then(|blind| by_blind.get(blind)).cloned().unwrap_or_default();
            lines.push(self.line(&mut access, entry, blind.as_deref(), &of_number).await?);
        }
        Ok(lines)
    }

    async fn line(
        &mut self,
        access: &mut Access<'_>,
        entry: Entry,
        blind: Option<&str>,
        of_number: &[&PersonRow],
    ) -> Result<PreviewLine, AppError> {
        let row = i64::try_from(entry.row).unwrap_or(i64::MAX);
        if let Some(blind) = blind
            && let Some(first) = self.seen.insert(blind.to_owned(), entry.row)
        {
            self.seen.insert(blind.to_owned(), first);
            let text = Text::new(
                format!("公民身份号码与第{first}行相同；一人只能有一行"),
                format!("the identity number is that of row {first}; one row for each person"),
            );
            return self.refused(row, text);
        }
        let branch = self.branches.find(access, entry.branch.as_deref()).await?;
        let place = branch.as_ref().ok().map(|(id, _)| *id);
        let found = if self.empty {
            Match::Nobody
        } else {
            matching::find(access, &entry, place, of_number).await?
        };
        match (found, branch) {
            (Match::Unclear(text), _) => self.unclear(row, text),
            (Match::Nobody, Err(text)) => self.refused(row, text),
            (Match::Nobody, Ok((id, _))) => self.enter(row, entry, id),
            (Match::One(known), _) => self.change(access, row, entry, *known).await,
        }
    }

    fn enter(
        &mut self,
        row: i64,
        entry: Entry,
        branch: xibao_domain::OrganisationId,
    ) -> Result<PreviewLine, AppError> {
        let verdict = compare(&entry, None);
        self.tally.add(&verdict);
        if verdict.verdict == Verdict::Refused {
            let text = Text::new("有不能使用的内容", "something in the row cannot be used");
            let mut line =
                LineBody { register: None, events: vec![], cells: vec![], notes: vec![] };
            line.notes.push(RowNote { place: String::new(), text });
            line.notes.extend(proposal::notes(&entry));
            return self.written(row, Verdict::Refused, None, 0, &line);
        }
        let doubtful = proposal::is_doubtful(&entry);
        let id = self.register.ids().person()?;
        let body = self.register.entered(entry, id, branch, self.today)?;
        let verdict = if doubtful { Verdict::Doubtful } else { Verdict::New };
        self.written(row, verdict, Some(id), 0, &body)
    }

    async fn change(
        &mut self,
        access: &mut Access<'_>,
        row: i64,
        mut entry: Entry,
        known: PersonRow,
    ) -> Result<PreviewLine, AppError> {
        let place = access.find_organisation(known.person.held).await?;
        let place = place.ok_or_else(|| unknown_organisation(known.person.held))?;
        if !self.branches.interval().contains(place.interval) {
            let name = &place.organisation.name;
            let text = Text::new(
                format!("此人的组织关系在导入范围之外（{name}）；请先办理转接"),
                format!("this person is held outside the import ({name}); transfer them first"),
            );
            return self.unclear(row, text);
        }
        // The row may name the branch in its own way; it is compared by identity.
        if let Ok((id, _)) = self.branches.find(access, entry.branch.as_deref()).await?
            && id == known.person.held
        {
            entry.branch = Some(place.organisation.name.clone());
        }
        let plain = self.register.known(&known.person, &place.organisation.name)?;
        let mut verdict: RowVerdict = compare(&entry, Some(&plain));
        let body = self.register.changed(&entry, &known.person, &mut verdict, self.today)?;
        self.tally.add(&verdict);
        self.written(row, verdict.verdict, Some(known.person.id), known.revision, &body)
    }

    fn unclear(&mut self, row: i64, text: Text) -> Result<PreviewLine, AppError> {
        let notes = vec![RowNote { place: String::new(), text }];
        let body = LineBody { register: None, events: vec![], cells: vec![], notes };
        self.written(row, Verdict::Doubtful, None, 0, &body)
    }

    fn refused(&mut self, row: i64, text: Text) -> Result<PreviewLine, AppError> {
        let notes = vec![RowNote { place: String::new(), text }];
        let body = LineBody { register: None, events: vec![], cells: vec![], notes };
        self.written(row, Verdict::Refused, None, 0, &body)
    }

    fn written(
        &mut self,
        row: i64,
        verdict: Verdict,
        person: Option<xibao_domain::PersonId>,
        revision: i64,
        body: &LineBody,
    ) -> Result<PreviewLine, AppError> {
        let word = match verdict {
            Verdict::Same => (&mut self.rows.same, "same"),
            Verdict::New => (&mut self.rows.new, "new"),
            Verdict::Changed => (&mut self.rows.changed, "changed"),
            Verdict::Doubtful => (&mut self.rows.doubtful, "doubtful"),
            Verdict::Refused => (&mut self.rows.refused, "refused"),
        };
        *word.0 += 1;
        let body = serde_json::to_string(body)
            .map_err(|error| AppError::Inconsistent(error.to_string()))?;
        Ok(PreviewLine { row, verdict: word.1.to_owned(), person, revision, body })
    }
}
