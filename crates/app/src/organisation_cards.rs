//! Organisation cards in and out of files: a preview in memory, then one batch, which can be
//! undone as one.

mod commit;
mod export;
mod propose;

use std::collections::HashMap;
use std::path::PathBuf;

use xibao_domain::organisation::OrganisationEvent;
use xibao_domain::{Organisation, OrganisationId, Region};
use xibao_roster::read::{self, OrganisationEntry};
use xibao_roster::verdict::{KnownOrganisation, Verdict};
use xibao_rulebook::{Dated, Text};
use xibao_table::OpenOptions;

use crate::import::problems::unreadable;
use crate::{AppError, CellNote, Founding, Register, RowNote};

/// What cards are to be read, and for which part of the tree.
#[derive(Debug, Clone)]
pub struct CardsRequest {
    /// The file.
    pub path: PathBuf,
    /// The sheet; `None`: the first with anything in it.
    pub sheet: Option<String>,
    /// The part of the tree the file is about; `None`: the whole register.
    pub within: Option<OrganisationId>,
    /// The region of organisations at the top; `None`: none.
    pub region: Option<Region>,
    /// The day for founding and change where the file says none.
    pub on: Dated,
}

/// A row and what would become of it.
#[derive(Debug, Clone)]
pub struct CardsLine {
    /// The row of the file.
    pub row: u64,
    /// The name of the organisation.
    pub name: String,
    /// What would become of it.
    pub verdict: Verdict,
    /// Cells that would change or are in doubt; sensitive values masked.
    pub cells: Vec<CellNote>,
    /// What stands in the way, or is to be looked at.
    pub notes: Vec<RowNote>,
    pub(crate) proposal: Proposal,
}

/// What a file of cards would do.
#[derive(Debug, Clone)]
pub struct CardsPreview {
    /// The rows, founded ones so that each comes after the one above it.
    pub lines: Vec<CardsLine>,
    /// Columns that are not read, and other remarks.
    pub remarks: Vec<Text>,
    /// The file's name.
    pub source: String,
    pub(crate) on: Dated,
}

/// What a row comes to.
#[derive(Debug, Clone)]
pub(crate) enum Proposal {
    Nothing,
    Found { founding: Box<Founding>, parent_row: Option<u64>, region: Region, on: Dated },
    Change { id: OrganisationId, events: Vec<OrganisationEvent> },
}

impl CardsPreview {
    /// Rows of a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.lines.iter().filter(|line| line.verdict == verdict).count()
    }
}

/// The organisations of the register that the file can mean.
pub(crate) struct Known {
    known: HashMap<OrganisationId, Organisation>,
    named: HashMap<String, Vec<OrganisationId>>,
}

impl Register {
    /// Reads a file of organisation cards and tells what it would found and change. Nothing is
    /// written.
    ///
    /// # Errors
    /// [`AppError::File`] if the file cannot be read as a roster of organisations;
    /// [`AppError::Refused`] if there is no such organisation.
    pub async fn preview_cards(&self, request: &CardsRequest) -> Result<CardsPreview, AppError> {
        let known = self.known_organisations(request.within).await?;
        let (entries, remarks) = read_cards(request)?;
        let lines = propose::lines(&known, entries, request);
        let source = request.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(CardsPreview { lines, remarks, source, on: request.on })
    }

    async fn known_organisations(&self, within: Option<OrganisationId>) -> Result<Known, AppError> {
        let tops = match within {
            Some(id) => vec![id],
            None => self.roots().await?.iter().map(|row| row.organisation.id).collect(),
        };
        let mut known = Known { known: HashMap::new(), named: HashMap::new() };
        for top in tops {
            for row in self.subtree(top).await? {
                let organisation = row.organisation;
                if organisation.is_active() {
                    known.named.entry(organisation.name.clone()).or_default().push(organisation.id);
                }
                known.known.insert(organisation.id, organisation);
            }
        }
        Ok(known)
    }
}

impl Known {
    /// The one active organisation of a name; of several the one under a parent of this name.
    /// `Err` with how many if there is not exactly one.
    fn one(&self, name: &str, parent: Option<&str>) -> Result<&Organisation, usize> {
        let ids = self.named.get(name).map_or(&[][..], Vec::as_slice);
        let mut named: Vec<&Organisation> =
            ids.iter().filter_map(|id| self.known.get(id)).collect();
        if named.len() > 1 && parent.is_some() {
            named.retain(|organisation| {
                let above = organisation.parent.and_then(|id| self.known.get(&id));
                above.map(|above| above.name.as_str()) == parent
            });
        }
        match named.as_slice() {
            [one] => Ok(one),
            several => Err(several.len()),
        }
    }

    fn card(&self, organisation: &Organisation) -> KnownOrganisation {
        let parent = organisation.parent.and_then(|id| self.known.get(&id));
        KnownOrganisation {
            name: organisation.name.clone(),
            kind: organisation.kind,
            parent: parent.map(|parent| parent.name.clone()),
            founded_on: organisation.founded_on,
            former_names: organisation.former_names.clone(),
            secretary: None,
            card: organisation.card.clone(),
        }
    }
}

fn read_cards(request: &CardsRequest) -> Result<(Vec<OrganisationEntry>, Vec<Text>), AppError> {
    let path = &request.path;
    let options = OpenOptions { sheet: request.sheet.clone(), ..OpenOptions::default() };
    let mut table =
        xibao_table::open(path, &options).map_err(|error| unreadable(path, &error.into()))?;
    let mut cards =
        read::organisations(table.as_mut()).map_err(|error| unreadable(path, &error))?;
    let mut entries = Vec::new();
    for entry in &mut cards {
        entries.push(entry.map_err(|error| unreadable(path, &error))?);
    }
    let mut remarks: Vec<Text> = cards.notes().to_vec();
    remarks.extend(cards.unused().iter().map(xibao_roster::UnusedColumn::text));
    if entries.iter().any(|entry| entry.secretary.is_some()) {
        remarks.push(Text::new(
            "书记不随组织卡导入，请用选举或任职记录",
            "secretaries are not taken from cards; record the election or the post",
        ));
    }
    Ok((entries, remarks))
}
