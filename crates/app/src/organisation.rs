//! Use cases of organisations: found, rename, move whole, merge, split, dissolve, elect.

use xibao_domain::findings::{Strength, of_branch};
use xibao_domain::organisation::{Card, OrganisationEvent, Surroundings};
use xibao_domain::person::PersonEvent;
use xibao_domain::tree::Interval;
use xibao_domain::{
    Organisation, OrganisationId, OrganisationKind, PersonId, Post, Refusal, Region, Stage,
};
use xibao_rulebook::{Dated, Day, Finding};
use xibao_store::OrganisationRow;

use crate::record::{Purpose, Recording, unknown_organisation};
use crate::{AppError, Register, limits, tree};

/// People read at once.
const PAGE: i64 = 500;

/// What a new organisation is to be.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Its full name.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The organisation directly above; `None` at the top.
    pub parent: Option<OrganisationId>,
    /// Its region; `None`: that of the organisation above.
    pub region: Option<Region>,
    /// The organisation it is split from.
    pub split_from: Option<OrganisationId>,
    /// Its card.
    pub card: Card,
}

/// An organisation with what is asked of it on its page.
#[derive(Debug, Clone)]
pub struct OrganisationView {
    /// The organisation and its place.
    pub row: OrganisationRow,
    /// The organisations above, the top first.
    pub above: Vec<Organisation>,
    /// The organisations directly below.
    pub below: Vec<OrganisationRow>,
    /// How many people of each stage it holds.
    pub stages: Vec<(Stage, i64)>,
    /// People held in it and everything below.
    pub held_within: i64,
    /// What the rulebook says of it.
    pub findings: Vec<Finding>,
}

impl Register {
    /// Founds an organisation, or enters one in the register.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the name or the place in the tree cannot be.
    pub async fn found(
        &self,
        purpose: Purpose,
        founding: Founding,
        on: Dated,
    ) -> Result<OrganisationId, AppError> {
        let region = self.founding_region(&founding).await?;
        let mut recording = self.record_on_tree(purpose, &[region]).await?;
        let id = recording.found(founding, region, on).await?;
        recording.finish().await?;
        Ok(id)
    }

    async fn founding_region(&self, founding: &Founding) -> Result<Region, AppError> {
        if let Some(region) = founding.region {
            return Ok(region);
        }
        match founding.parent {
            Some(parent) => Ok(self.organisation(parent).await?.organisation.region),
            None => Ok(Region::CENTRAL),
        }
    }

    /// Records a change of name, card or posts.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn change_organisation(
        &self,
        purpose: Purpose,
        id: OrganisationId,
        event: OrganisationEvent,
        on: Dated,
    ) -> Result<(), AppError> {
        let region = self.organisation(id).await?.organisation.region;
        let mut recording = self.record_on_tree(purpose, &[region]).await?;
        let row = recording.organisation(id).await?;
        let around = recording.around(&row, None).await?;
        recording.change_organisation(&row, event, on, &around).await?;
        recording.finish().await?;
        Ok(())
    }

    /// Records an election; without years the usual term of the rulebook.
    ///
    /// # Errors
    /// [`AppError::Refused`]; [`AppError::Asked`] if no usual term is known for its kind.
    pub async fn elect(
        &self,
        purpose: Purpose,
        id: OrganisationId,
        years: Option<i32>,
        posts: Vec<Post>,
        on: Dated,
    ) -> Result<(), AppError> {
        let kind = self.organisation(id).await?.organisation.kind;
        let years = years.or_else(|| limits::usual_years(&self.book, kind)).ok_or_else(|| {
            AppError::asked(
                "规则集没有这类组织的任期，请写明年数",
                "the rulebook has no term for this kind of organisation; state the years",
            )
        })?;
        let ends_on = limits::term_ends_on(&self.book, on, years).ok_or_else(|| {
            AppError::asked("任期届满日算不出", "the end of the term cannot be reckoned")
        })?;
        let event = OrganisationEvent::OrganisationElected { years, ends_on, posts };
        self.change_organisation(purpose, id, event, on).await
    }

    /// Moves an organisation whole, with everything below, under another: a whole-unit transfer.
    ///
    /// # Errors
    /// [`AppError::Refused`], among others for a cycle.
    pub async fn move_organisation(
        &self,
        purpose: Purpose,
        id: OrganisationId,
        to: OrganisationId,
        basis: &str,
        on: Dated,
    ) -> Result<(), AppError> {
        let from = self.organisation(id).await?.organisation.region;
        let into = self.organisation(to).await?.organisation.region;
        let mut recording = self.record_on_tree(purpose, &[from, into]).await?;
        recording.move_organisation(id, to, basis, on).await?;
        recording.finish().await?;
        Ok(())
    }

    /// Dissolves an organisation that holds nobody any longer.
    ///
    /// # Errors
    /// [`AppError::Refused`] if somebody or something is still there.
    pub async fn dissolve(
        &self,
        purpose: Purpose,
        id: OrganisationId,
        on: Dated,
    ) -> Result<(), AppError> {
        let event = OrganisationEvent::OrganisationDissolved { into: None };
        self.change_organisation(purpose, id, event, on).await
    }

    /// Merges an organisation into another of the same kind: its people and everything below go
    /// over, then it is dissolved. One batch.
    ///
    /// # Errors
    /// [`AppError::Refused`], among others if the other one is dissolved, or if somebody is active
    /// here or on the way here who is held elsewhere.
    pub async fn merge_organisations(
        &self,
        purpose: Purpose,
        id: OrganisationId,
        into: OrganisationId,
        on: Dated,
    ) -> Result<(), AppError> {
        let from = self.organisation(id).await?.organisation;
        let to = self.organisation(into).await?.organisation;
        if from.kind.holds_members() != to.kind.holds_members() {
            return Err(Refusal::new(
                "kinds-differ",
                format!("{}不能并入{}", from.kind.text().zh, to.kind.text().zh),
                format!("a {} cannot be merged into a {}", from.kind.text().en, to.kind.text().en),
            )
            .into());
        }
        let mut regions = vec![from.region, to.region];
        regions.extend(self.below(id).await?.iter().map(|child| child.organisation.region));
        let mut recording = self.record_on_tree(purpose, &regions).await?;
        if !recording.organisation(into).await?.organisation.is_active() {
            return Err(dissolved(&to).into());
        }
        recording.hand_over(id, into, on).await?;
        for child in recording.tx.access().children(Some(id)).await? {
            if child.organisation.is_active() {
                recording.move_organisation(child.organisation.id, into, "", on).await?;
            }
        }
        let row = recording.organisation(id).await?;
        let around = recording.around(&row, None).await?;
        let event = OrganisationEvent::OrganisationDissolved { into: Some(into) };
        recording.change_organisation(&row, event, on, &around).await?;
        recording.finish().await?;
        Ok(())
    }

    /// Splits a branch: founds a new one beside it and hands over these people. One batch.
    ///
    /// # Errors
    /// [`AppError::Refused`], among others if it is no branch, or one of them is not held by it.
    pub async fn split_branch(
        &self,
        purpose: Purpose,
        id: OrganisationId,
        name: &str,
        people: &[PersonId],
        on: Dated,
    ) -> Result<OrganisationId, AppError> {
        let region = self.organisation(id).await?.organisation.region;
        let mut recording = self.record_on_tree(purpose, &[region]).await?;
        let branch = recording.organisation(id).await?.organisation;
        if !branch.is_active() {
            return Err(dissolved(&branch).into());
        }
        if !branch.kind.holds_members() {
            return Err(Refusal::new(
                "not-a-branch",
                format!("只有党支部可以分设；{}是{}", branch.name, branch.kind.text().zh),
                format!("only a branch is split; {} is a {}", branch.name, branch.kind.text().en),
            )
            .into());
        }
        let founding = Founding {
            name: name.to_owned(),
            kind: branch.kind,
            parent: branch.parent,
            region: Some(branch.region),
            split_from: Some(id),
            card: Card::new(),
        };
        let new = recording.found(founding, branch.region, on).await?;
        for person in people {
            let row = recording.person(*person).await?;
            if row.person.held != id {
                return Err(Refusal::new(
                    "held-elsewhere",
                    format!("{}的组织关系不在这个支部", row.person.name()),
                    format!("{} is not held by this branch", row.person.name()),
                )
                .into());
            }
            let event = PersonEvent::BranchReorganised { from: id, to: new };
            recording.change_person(Some(&row), *person, event, on).await?;
        }
        recording.finish().await?;
        Ok(new)
    }

    /// An organisation, or the refusal that there is none.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn organisation(&self, id: OrganisationId) -> Result<OrganisationRow, AppError> {
        let mut session = self.store.read().await?;
        let row = session.access().find_organisation(id).await?;
        row.ok_or_else(|| unknown_organisation(id))
    }

    /// An organisation with everything its page shows.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is none.
    pub async fn organisation_view(
        &self,
        id: OrganisationId,
        today: Day,
    ) -> Result<OrganisationView, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_organisation(id).await?.ok_or_else(|| unknown_organisation(id))?;
        let mut above: Vec<Organisation> = access
            .organisations_above(row.interval.position)
            .await?
            .into_iter()
            .map(|row| row.organisation)
            .collect();
        above.reverse();
        let below = access.children(Some(id)).await?;
        let stages: Vec<(Stage, i64)> = access
            .stages_of(id)
            .await?
            .into_iter()
            .filter_map(|(stage, count)| Some((Stage::of_id(&stage)?, count)))
            .collect();
        let held_within = access.held_within(row.interval).await?;
        let findings = of_branch(&self.book, &row.organisation, strength(&stages), today);
        Ok(OrganisationView { row, above, below, stages, held_within, findings })
    }

    /// Organisations at the top of the register.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn roots(&self) -> Result<Vec<OrganisationRow>, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().children(None).await?)
    }

    /// A subtree in its order, its root first.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation.
    pub async fn subtree(&self, id: OrganisationId) -> Result<Vec<OrganisationRow>, AppError> {
        let within = self.organisation(id).await?.interval;
        let mut session = self.store.read().await?;
        tree::whole_subtree(&mut session.access(), within).await
    }

    /// Organisations of a subtree whose term of office ends by a day, the earliest first.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation.
    pub async fn terms_ending(
        &self,
        id: OrganisationId,
        by: Day,
        limit: i64,
    ) -> Result<Vec<OrganisationRow>, AppError> {
        let within = self.organisation(id).await?.interval;
        let mut session = self.store.read().await?;
        Ok(session.access().terms_ending(&by.to_string(), within, limit).await?)
    }
}

fn dissolved(organisation: &Organisation) -> Refusal {
    Refusal::new(
        "dissolved",
        format!("{}已经撤销，不能再变动", organisation.name),
        format!("{} is dissolved and changes no more", organisation.name),
    )
}

/// How strong a branch of these stages is. Suspended members do not count.
fn strength(stages: &[(Stage, i64)]) -> Strength {
    let of = |wanted: Stage| -> i64 {
        stages.iter().filter(|(stage, _)| *stage == wanted).map(|(_, count)| count).sum()
    };
    let full = of(Stage::Full);
    Strength { full, members: full + of(Stage::Probationary) }
}

impl Recording<'_> {
    /// What a decision about an organisation has to know of the others.
    pub(crate) async fn around(
        &mut self,
        row: &OrganisationRow,
        parent: Option<OrganisationId>,
    ) -> Result<Surroundings, AppError> {
        let id = row.organisation.id;
        let children = self.tx.access().children(Some(id)).await?;
        let guests = self.tx.access().guests(id).await?;
        let mut around = self.above(parent).await?;
        around.children = children
            .iter()
            .filter(|child| child.organisation.is_active())
            .map(|child| child.organisation.kind)
            .collect();
        around.held = row.held;
        around.guests = guests;
        Ok(around)
    }

    pub(crate) async fn above(
        &mut self,
        parent: Option<OrganisationId>,
    ) -> Result<Surroundings, AppError> {
        let Some(parent) = parent else { return Ok(Surroundings::default()) };
        let parent = self.organisation(parent).await?;
        let above = self.tx.access().organisations_above(parent.interval.position).await?;
        Ok(Surroundings {
            parent: Some(parent.organisation),
            above_parent: above.iter().map(|row| row.organisation.id).collect(),
            ..Surroundings::default()
        })
    }

    /// Founds an organisation.
    pub(crate) async fn found(
        &mut self,
        founding: Founding,
        region: Region,
        on: Dated,
    ) -> Result<OrganisationId, AppError> {
        let id = self.register.ids().organisation()?;
        let around = self.above(founding.parent).await?;
        let event = OrganisationEvent::OrganisationFounded {
            name: founding.name,
            organisation: founding.kind,
            parent: founding.parent,
            region,
            split_from: founding.split_from,
            card: founding.card,
        };
        let organisation = Organisation::decide(None, id, &event, on, &around)?;
        let case = xibao_domain::Case::Organisation(id);
        let revision = self.add(region, case, on, event.into()).await?;
        let interval = Interval { position: -1, last: -1 };
        let row = OrganisationRow { organisation, interval, held: 0, revision };
        let parent = row.organisation.parent;
        let changed = tree::place(&mut self.tx.access(), parent, vec![row]).await?;
        self.tx.access().save_organisations(&changed).await?;
        Ok(id)
    }

    /// Moves an organisation whole.
    async fn move_organisation(
        &mut self,
        id: OrganisationId,
        to: OrganisationId,
        basis: &str,
        on: Dated,
    ) -> Result<(), AppError> {
        let row = self.organisation(id).await?;
        let around = self.around(&row, Some(to)).await?;
        let event = OrganisationEvent::OrganisationMoved {
            from: row.organisation.parent,
            to,
            basis: basis.to_owned(),
        };
        let moved = self.change_organisation(&row, event, on, &around).await?;
        let mut subtree = tree::whole_subtree(&mut self.tx.access(), row.interval).await?;
        if let Some(root) = subtree.first_mut() {
            *root = OrganisationRow { interval: row.interval, ..moved };
        }
        self.replace(Some(to), subtree).await
    }

    /// Gives a subtree a new place and writes what changed. Its old numbers are no longer those
    /// of its parent's last child, so they do not stand in the way.
    pub(crate) async fn replace(
        &mut self,
        parent: Option<OrganisationId>,
        subtree: Vec<OrganisationRow>,
    ) -> Result<(), AppError> {
        let away: Vec<OrganisationRow> = subtree
            .iter()
            .map(|row| OrganisationRow {
                interval: Interval { position: -1, last: -1 },
                ..row.clone()
            })
            .collect();
        self.tx.access().save_organisations(&away).await?;
        let changed = tree::place(&mut self.tx.access(), parent, away).await?;
        self.tx.access().save_organisations(&changed).await?;
        self.reindex(&subtree).await
    }

    /// Hands everybody of a branch over to another, with the letters they have in hand. Guests and
    /// who is on the way here stay, and stand in the way of a dissolution.
    async fn hand_over(
        &mut self,
        from: OrganisationId,
        to: OrganisationId,
        on: Dated,
    ) -> Result<(), AppError> {
        let mut after: Vec<u8> = Vec::new();
        loop {
            let page = self.tx.access().everybody_of(from, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.person.id.as_bytes().to_vec();
            for row in page {
                if row.person.is_current() {
                    let event = PersonEvent::BranchReorganised { from, to };
                    self.change_person(Some(&row), row.person.id, event, on).await?;
                }
            }
        }
    }
}
