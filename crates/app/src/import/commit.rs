//! The second act: what the preview showed, as one batch. If anything it rests on has changed
//! since, nothing is written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use tokio::sync::mpsc;
use xibao_domain::person::PersonEvent;
use xibao_domain::tree::WHOLE;
use xibao_domain::{BatchId, Field, OrganisationId, PersonId, PreviewId, Refusal, Region};
use xibao_rulebook::Dated;
use xibao_store::{PreviewLine, PreviewRow};

use super::PreviewSummary;
use super::preview::body_of;
use crate::bulk::{Common, Ready};
use crate::record::{Purpose, Recording};
use crate::{AppError, Register, tree};

/// People of one name that are looked at.
const NAMESAKES_MAX: i64 = 50;
/// Lines taken at once.
const CHUNK: i64 = 1_000;
/// After so many new people the engine is told how its tables look now.
const SETTLED_FROM: u64 = 5_000;
/// Chunks that wait to be written.
const WAITING: usize = 4;

/// What a commit wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Its batch, by which it can be undone.
    pub batch: BatchId,
    /// People entered.
    pub entered: u64,
    /// People changed.
    pub changed: u64,
    /// Rows left out: the same, doubtful ones unless they were to be taken, refused ones.
    pub left_out: u64,
}

/// A new person of a line.
struct Entered {
    row: i64,
    id: PersonId,
    branch: OrganisationId,
    blind: Option<String>,
    name: String,
    /// Neither a number nor a namesake in the branch when the preview was made.
    alone: bool,
}

/// What a commit has looked at so far.
#[derive(Default)]
struct Seen {
    /// Is a branch one that holds people?
    branches: HashMap<OrganisationId, bool>,
    /// People of the commit itself.
    people: HashSet<PersonId>,
}

/// Where a preview's people are: branches of one part of the tree may lie in several regions.
struct Scene {
    regions: Vec<Region>,
    /// Regions of branches, where there is more than one region.
    branches: HashMap<OrganisationId, Region>,
}

/// What every chunk is made ready with.
struct Hand {
    common: Common,
    scene: Scene,
    take_doubtful: bool,
}

impl Hand {
    fn common_of(&self, branch: OrganisationId) -> Cow<'_, Common> {
        match self.scene.branches.get(&branch) {
            Some(region) if *region != self.common.region => {
                Cow::Owned(Common { region: *region, ..self.common.clone() })
            }
            _ => Cow::Borrowed(&self.common),
        }
    }
}

/// A chunk of lines: new people made ready, changes as they are.
struct Chunk {
    ready: Ready,
    entered: Vec<Entered>,
    changes: Vec<(PreviewLine, Vec<(Dated, PersonEvent)>)>,
    left_out: u64,
    rows: u64,
}

impl Register {
    /// Writes what a preview showed, as one batch; doubtful rows only if they are to be taken.
    /// `progress` is told how many rows are done.
    ///
    /// # Errors
    /// [`AppError::Refused`] `preview-closed` if it was committed or dropped, `preview-stale` if
    /// a person it would change or enter was recorded about since: then nothing is written.
    pub async fn commit(
        &self,
        actor: &str,
        id: PreviewId,
        take_doubtful: bool,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Committed, AppError> {
        let (row, summary) = self.find_preview(id).await?;
        if row.status != "open" {
            return Err(closed(&row));
        }
        let purpose = Purpose {
            actor: actor.to_owned(),
            purpose: "import".to_owned(),
            source: row.source.clone(),
        };
        let scene = self.scene(&row, &summary).await?;
        let mut recording = self.record(purpose, &scene.regions).await?;
        let batch = recording.batch;
        let claimed =
            recording.tx.access().claim_preview(row.region, id, "committed", Some(batch)).await?;
        if !claimed {
            return Err(closed(&row));
        }
        let unchanged = recording.batches().await? == summary.batches;
        let common = recording.common(row.region);
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let (register, handle) = (self.clone(), tokio::runtime::Handle::current());
        let reading = row.clone();
        let worker = tokio::task::spawn_blocking(move || {
            let sent =
                register.chunks(&handle, &reading, &Hand { common, scene, take_doubtful }, &sender);
            if let Err(error) = sent {
                let _ = sender.blocking_send(Err(error));
            }
        });
        let mut done = Committed { batch, entered: 0, changed: 0, left_out: 0 };
        let mut held = HashMap::new();
        let mut seen = Seen::default();
        let mut rows = 0;
        while let Some(chunk) = receiver.recv().await {
            let chunk: Chunk = chunk?;
            rows += chunk.rows;
            recording.check_entered(&chunk, unchanged, &mut seen).await?;
            done.entered += chunk.entered.len() as u64;
            done.changed += chunk.changes.len() as u64;
            done.left_out += chunk.left_out;
            recording.write_ready(chunk.ready, &mut held).await?;
            for (line, events) in chunk.changes {
                recording.commit_change(&line, events).await?;
            }
            progress(rows);
        }
        worker.await.map_err(|error| AppError::Inconsistent(error.to_string()))?;
        recording.add_held(held).await?;
        recording.tx.access().drop_preview_lines(row.region, id).await?;
        recording.finish().await?;
        if done.entered >= SETTLED_FROM {
            // All is kept already; a plan made with old figures is only slow.
            let _ = self.store.settle().await;
        }
        Ok(done)
    }

    /// The regions a commit writes in.
    async fn scene(&self, row: &PreviewRow, summary: &PreviewSummary) -> Result<Scene, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let mut scene = Scene { regions: vec![row.region], branches: HashMap::new() };
        if access.list_heads().await?.len() < 2 {
            return Ok(scene);
        }
        let within = match summary.within {
            Some(id) => access.find_organisation(id).await?.map_or(WHOLE, |row| row.interval),
            None => WHOLE,
        };
        for below in tree::whole_subtree(&mut access, within).await? {
            scene.branches.insert(below.organisation.id, below.organisation.region);
            scene.regions.push(below.organisation.region);
        }
        // Who is known already can be anywhere.
        let mut after = -1;
        loop {
            let lines = access.preview_lines(row.region, row.id, after, CHUNK).await?;
            let Some(last) = lines.last() else { break };
            after = last.row;
            let known = lines.iter().filter(|line| line.revision > 0);
            let ids: Vec<PersonId> = known.filter_map(|line| line.person).collect();
            for (person, _) in access.people_of_ids(&ids).await? {
                scene.regions.push(person.region);
            }
        }
        scene.regions.sort_unstable();
        scene.regions.dedup();
        Ok(scene)
    }

    fn chunks(
        &self,
        handle: &tokio::runtime::Handle,
        row: &PreviewRow,
        hand: &Hand,
        sender: &mpsc::Sender<Result<Chunk, AppError>>,
    ) -> Result<(), AppError> {
        let mut after = -1;
        loop {
            let lines = handle.block_on(async {
                let mut session = self.store.read().await?;
                session.access().preview_lines(row.region, row.id, after, CHUNK).await
            })?;
            let Some(last) = lines.last() else { return Ok(()) };
            after = last.row;
            let chunk = self.chunk(lines, hand)?;
            if sender.blocking_send(Ok(chunk)).is_err() {
                return Ok(());
            }
        }
    }

    fn chunk(&self, lines: Vec<PreviewLine>, hand: &Hand) -> Result<Chunk, AppError> {
        let rows = lines.len() as u64;
        let mut chunk =
            Chunk { ready: Ready::default(), entered: vec![], changes: vec![], left_out: 0, rows };
        let today = Dated::on(self.today());
        for line in lines {
            let wanted = match line.verdict.as_str() {
                "new" | "changed" => true,
                "doubtful" => hand.take_doubtful,
                _ => false,
            };
            let body = if wanted { Some(body_of(&line)?) } else { None };
            match (body, line.person) {
                (Some(body), Some(id)) if body.register.is_some() => {
                    let Some(registration) = body.register else { continue };
                    let common = hand.common_of(registration.held);
                    let alone = line.verdict == "new" && registration.blind.is_none();
                    let name = registration.fields.get(&Field::Name).cloned().unwrap_or_default();
                    chunk.entered.push(Entered {
                        row: line.row,
                        id,
                        branch: registration.held,
                        blind: registration.blind.clone(),
                        name,
                        alone,
                    });
                    let mut events = vec![(today, PersonEvent::PersonRegistered { registration })];
                    events.extend(body.events);
                    self.ready(&common, id, events, &mut chunk.ready)?;
                }
                (Some(body), Some(_)) if !body.events.is_empty() => {
                    chunk.changes.push((line, body.events));
                }
                _ => chunk.left_out += 1,
            }
        }
        Ok(chunk)
    }
}

impl Recording<'_> {
    /// Are the branches of new people still there, and are the people still new?
    async fn check_entered(
        &mut self,
        chunk: &Chunk,
        unchanged: bool,
        seen: &mut Seen,
    ) -> Result<(), AppError> {
        for Entered { row, branch, .. } in &chunk.entered {
            let open = if let Some(open) = seen.branches.get(branch) {
                *open
            } else {
                let found = self.tx.access().find_organisation(*branch).await?;
                let open = found.is_some_and(|found| {
                    found.organisation.is_active() && found.organisation.kind.holds_members()
                });
                seen.branches.insert(*branch, open);
                open
            };
            if !open {
                return Err(stale(*row));
            }
        }
        if unchanged {
            return Ok(());
        }
        let wanted: Vec<&str> =
            chunk.entered.iter().filter_map(|entered| entered.blind.as_deref()).collect();
        let known = self.tx.access().people_of_blinds(&wanted).await?;
        if let Some(known) = known.first() {
            let row = chunk.entered.iter().find(|entered| entered.blind == known.person.blind);
            return Err(stale(row.map_or(0, |entered| entered.row)));
        }
        seen.people.extend(chunk.entered.iter().map(|entered| entered.id));
        for entered in chunk.entered.iter().filter(|entered| entered.alone) {
            self.check_namesakes(entered, seen).await?;
        }
        Ok(())
    }

    /// When the preview was made nobody of this name was in the branch; without a number nothing
    /// else tells whether the person has come in meanwhile.
    async fn check_namesakes(&mut self, entered: &Entered, seen: &Seen) -> Result<(), AppError> {
        for row in self.tx.access().people_named(&entered.name, NAMESAKES_MAX).await? {
            let here = row.person.is_current() && row.person.held == entered.branch;
            if here && !seen.people.contains(&row.person.id) {
                return Err(stale(entered.row));
            }
        }
        Ok(())
    }

    async fn commit_change(
        &mut self,
        line: &PreviewLine,
        events: Vec<(Dated, PersonEvent)>,
    ) -> Result<(), AppError> {
        let Some(id) = line.person else { return Ok(()) };
        let mut row = self.person(id).await?;
        if row.revision != line.revision {
            return Err(stale(line.row));
        }
        for (on, event) in events {
            row = self.change_person(Some(&row), id, event, on).await?;
        }
        Ok(())
    }
}

fn stale(row: i64) -> AppError {
    Refusal::new(
        "preview-stale",
        format!("预览之后登记册有了变化（第{row}行涉及的人或支部），没有写入任何内容；请重新预览"),
        format!(
            "the register has changed since the preview (row {row}); nothing was written: \
             preview again"
        ),
    )
    .into()
}

/// The refusal of a preview that is not open.
pub(super) fn closed(row: &PreviewRow) -> AppError {
    let (zh, en) = match row.status.as_str() {
        "making" => ("预览还没有做完", "the preview is not finished"),
        "dropped" => ("预览已放弃", "the preview was dropped"),
        _ => ("预览已经提交过，不会重复写入", "the preview was committed already"),
    };
    Refusal::new("preview-closed", zh, en).into()
}
