//! What a preview of cards showed, as one batch.

use std::collections::{BTreeSet, HashMap};

use xibao_domain::{BatchId, OrganisationId, Region};
use xibao_roster::verdict::Verdict;

use super::{CardsLine, CardsPreview, Proposal};
use crate::record::{Purpose, Recording};
use crate::{AppError, Register};

impl Register {
    /// Records what a preview of cards showed, as one batch: organisations founded from the top
    /// down, cards and names changed; doubtful rows only if they are to be taken. `None` if
    /// there was nothing to record.
    ///
    /// # Errors
    /// [`AppError::Refused`] if an organisation cannot be founded or changed as things stand now;
    /// then nothing is written.
    pub async fn commit_cards(
        &self,
        actor: &str,
        preview: &CardsPreview,
        take_doubtful: bool,
    ) -> Result<Option<BatchId>, AppError> {
        let wanted = |line: &&CardsLine| match line.verdict {
            Verdict::New | Verdict::Changed => true,
            Verdict::Doubtful => take_doubtful,
            Verdict::Same | Verdict::Refused => false,
        };
        let lines: Vec<&CardsLine> = preview.lines.iter().filter(wanted).collect();
        let mut regions = BTreeSet::new();
        for line in &lines {
            match &line.proposal {
                Proposal::Nothing => {}
                Proposal::Found { region, .. } => {
                    regions.insert(*region);
                }
                Proposal::Change { id, .. } => {
                    regions.insert(self.organisation(*id).await?.organisation.region);
                }
            }
        }
        if regions.is_empty() {
            return Ok(None);
        }
        let regions: Vec<Region> = regions.into_iter().collect();
        let purpose = Purpose {
            actor: actor.to_owned(),
            purpose: "import-cards".to_owned(),
            source: preview.source.clone(),
        };
        let mut recording = self.record_on_tree(purpose, &regions).await?;
        let mut founded = HashMap::new();
        for line in lines {
            recording.take_card(line, preview, &mut founded).await?;
        }
        recording.finish().await.map(Some)
    }
}

impl Recording<'_> {
    async fn take_card(
        &mut self,
        line: &CardsLine,
        preview: &CardsPreview,
        founded: &mut HashMap<u64, OrganisationId>,
    ) -> Result<(), AppError> {
        match &line.proposal {
            Proposal::Nothing => {}
            Proposal::Found { founding, parent_row, region, on } => {
                let mut founding = founding.as_ref().clone();
                if let Some(row) = parent_row {
                    founding.parent = Some(*founded.get(row).ok_or_else(|| left_out(*row))?);
                }
                let id = self.found(founding, *region, *on).await?;
                founded.insert(line.row, id);
            }
            Proposal::Change { id, events } => {
                for event in events {
                    let row = self.organisation(*id).await?;
                    let around = self.around(&row, None).await?;
                    self.change_organisation(&row, event.clone(), preview.on, &around).await?;
                }
            }
        }
        Ok(())
    }
}

fn left_out(row: u64) -> AppError {
    AppError::asked(
        format!("第{row}行有疑问没有导入，它下面的组织也不能建立；请先处理，或一并采纳有疑问的行"),
        format!(
            "row {row} is doubtful and left out, so what stands under it cannot be founded: mend \
             it, or take doubtful rows too"
        ),
    )
}
