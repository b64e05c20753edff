//! A register and an onlooker, step by step.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use xibao_app::{AppError, ImportRequest, Letter, NewPerson, Register};
use xibao_domain::organisation::OrganisationEvent;
use xibao_domain::person::PersonEvent;
use xibao_domain::{
    BatchId, Field, Membership, Organisation, OrganisationId, Person, PersonId, Region, Steps,
    TransferAct,
};
use xibao_rulebook::{Dated, bundled};
use xibao_store::{Place, Store};

use super::command::{Command, Made};
use super::draw::Draw;
use super::world::World;
use crate::chance::Chance;
use crate::ground::{Beside, Ground};
use crate::import::{HEADER, number};
use crate::support::{Bench, Fixed, day, founding, new_member, purpose};

/// What a history is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum History {
    /// Commands of all kinds.
    Whole,
    /// What shapes the tree.
    Tree,
}

/// Rows of a batch's cases as they were before it.
#[derive(Debug, Default, Clone)]
struct Before {
    orgs: BTreeMap<OrganisationId, Option<Organisation>>,
    people: BTreeMap<PersonId, Option<Person>>,
}

pub(crate) struct Play {
    pub(crate) register: Register,
    pub(crate) world: World,
    pub(crate) log: Arc<Mutex<Vec<String>>>,
    pub(crate) chance: Chance,
    seed: u64,
    ring: xibao_vault::KeyRing,
    ground: Ground,
    folder: std::path::PathBuf,
    beside: Beside,
    before: Vec<Before>,
    orgs: BTreeMap<OrganisationId, Organisation>,
    people: BTreeMap<PersonId, Person>,
    undos: Vec<BatchId>,
}

fn on() -> Dated {
    day("2026-11-24")
}

impl Play {
    pub(crate) async fn new(bench: &Bench, seed: u64) -> Play {
        let place = bench.another().await;
        let store = Store::create(&place).await.unwrap();
        let book = bundled::cpc().unwrap();
        let clock = Arc::new(Fixed::default());
        Play {
            register: Register::of(store, &bench.ring, book, clock).unwrap(),
            world: World::default(),
            log: Arc::default(),
            chance: Chance::of(seed),
            seed,
            ring: crate::support::ring(xibao_vault::Suite::Gm),
            ground: bench.ground.clone(),
            folder: bench.folder.path().to_owned(),
            beside: Beside::at(&place).await,
            before: Vec::new(),
            orgs: BTreeMap::new(),
            people: BTreeMap::new(),
            undos: Vec::new(),
        }
    }

    pub(crate) async fn step(&mut self, kind: History, step: u64) {
        // A chance of its own for every step, so that leaving one out leaves the others as much as
        // possible as they were.
        let chance = Chance::of(self.seed ^ step.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let mut draw = Draw { world: &self.world, chance, step };
        let mut command = match kind {
            History::Whole => draw.command(),
            History::Tree => draw.of_tree(),
        };
        let expected = self.world.expects(&command);
        self.log.lock().unwrap().push(format!("{step} expected {expected}: {command:?}"));
        let facts = self.facts().await;
        let done = self.carry_out(&mut command, step).await;
        let grown = self.facts().await - facts;
        match done {
            Ok(made) => {
                assert!(expected, "was done, which should have been refused");
                self.world.note(&command, &made);
                if grown > 0 {
                    self.settle(&command).await;
                }
            }
            Err(AppError::Refused(_) | AppError::Asked(_)) => {
                assert!(!expected, "was refused, which should have been done");
                assert_eq!(grown, 0, "was refused and yet recorded");
            }
            Err(error) => panic!("{error}"),
        }
    }

    async fn facts(&mut self) -> i64 {
        self.beside.number("SELECT COUNT(*) FROM fact").await
    }

    /// Reads what changed and compares it with the notes.
    async fn settle(&mut self, command: &Command) {
        let batch = self.register.recent_batches(1).await.unwrap()[0].id;
        if let Command::Undo { nth, .. } = command {
            self.undos.push(batch);
            let was = self.before[*nth].clone();
            self.refresh(was.orgs.keys().copied(), was.people.keys().copied()).await;
            for (id, org) in &was.orgs {
                assert_eq!(self.orgs.get(id), org.as_ref(), "not as before the batch");
            }
            for (id, person) in &was.people {
                assert_eq!(self.people.get(id), person.as_ref(), "not as before the batch");
            }
            return;
        }
        self.world.close(batch);
        let noted = self.world.batches.last().unwrap().clone();
        let (orgs, people) = (noted.orgs.keys().copied(), noted.people.keys().copied());
        self.before.push(Before {
            orgs: orgs.clone().map(|id| (id, self.orgs.get(&id).cloned())).collect(),
            people: people.clone().map(|id| (id, self.people.get(&id).cloned())).collect(),
        });
        self.refresh(orgs, people).await;
    }

    async fn refresh(
        &mut self,
        orgs: impl Iterator<Item = OrganisationId>,
        people: impl Iterator<Item = PersonId>,
    ) {
        for id in orgs {
            match self.register.organisation(id).await {
                Ok(row) => drop(self.orgs.insert(id, row.organisation)),
                Err(_) => drop(self.orgs.remove(&id)),
            }
            self.compare_org(id);
        }
        for id in people {
            match self.register.person(id).await {
                Ok(row) => drop(self.people.insert(id, row.person)),
                Err(_) => drop(self.people.remove(&id)),
            }
            self.compare_human(id);
        }
    }

    fn compare_org(&self, id: OrganisationId) {
        let (real, noted) = (self.orgs.get(&id), self.world.orgs.get(&id));
        let (Some(real), Some(noted)) = (real, noted) else {
            return assert!(real.is_none() && noted.is_none(), "{real:?} {noted:?}");
        };
        let posts: std::collections::BTreeSet<_> =
            real.posts.iter().map(|holder| (holder.title, holder.person)).collect();
        assert_eq!(posts, noted.posts);
        let real = (&real.name, real.kind, real.parent, !real.is_active());
        assert_eq!(real, (&noted.name, noted.kind, noted.parent, noted.gone));
    }

    fn compare_human(&self, id: PersonId) {
        let (real, noted) = (self.people.get(&id), self.world.people.get(&id));
        let (Some(real), Some(noted)) = (real, noted) else {
            return assert!(real.is_none() && noted.is_none(), "{real:?} {noted:?}");
        };
        let letter = real.pending_transfer().map(|transfer| transfer.to);
        assert_eq!(letter, noted.letter.as_ref().map(|paper| paper.to));
        let guest: Vec<_> = real.active.iter().chain(&real.dues).copied().collect();
        assert_eq!(guest, noted.guest);
        let real = (real.name(), real.held, real.membership.stage(), real.merged_into);
        assert_eq!(real, (noted.name.as_str(), noted.at, noted.stage, noted.joined_to));
    }

    async fn carry_out(&mut self, command: &mut Command, step: u64) -> Result<Made, AppError> {
        let register = self.register.clone();
        let purpose = purpose("simulated");
        let mut made = Made::default();
        match command {
            Command::Found { name, kind, under, region } => {
                let region = region.and_then(Region::new);
                let founding = xibao_app::Founding { region, ..founding(name, *kind, *under) };
                made.org = Some(register.found(purpose, founding, on()).await?);
            }
            Command::Rename { id, name } => {
                let event = OrganisationEvent::OrganisationRenamed { name: name.clone() };
                register.change_organisation(purpose, *id, event, on()).await?;
            }
            Command::Move { id, to } => {
                register.move_organisation(purpose, *id, *to, "", on()).await?;
            }
            Command::Merge { id, into } => {
                register.merge_organisations(purpose, *id, *into, on()).await?;
            }
            Command::Split { id, name, people } => {
                made.org = Some(register.split_branch(purpose, *id, name, people, on()).await?);
            }
            Command::Dissolve { id } => register.dissolve(purpose, *id, on()).await?,
            Command::Elect { id, years, posts } => {
                register.elect(purpose, *id, *years, posts.clone(), on()).await?;
            }
            Command::Take { id, post } => {
                let event = OrganisationEvent::OrganisationPostTaken { post: post.clone() };
                register.change_organisation(purpose, *id, event, on()).await?;
            }
            Command::Leave { id, post } => {
                let event = OrganisationEvent::OrganisationPostLeft { post: post.clone() };
                register.change_organisation(purpose, *id, event, on()).await?;
            }
            Command::Register { name, at, stage } => {
                let membership = Membership::at(*stage, Steps::default()).unwrap();
                let person = NewPerson { membership, ..new_member(name, *at) };
                made.people.push(register.register_person(purpose, person, on()).await?);
            }
            Command::Join { survivor, other } => {
                register.merge_people(purpose, *survivor, *other, on()).await?;
            }
            Command::Import { rows, within } => {
                made.people = self.import(rows, *within, step).await?;
            }
            Command::Undo { nth, undo_of_undo } => {
                let mut batch = self.world.batches[*nth].id;
                if *undo_of_undo {
                    batch = self.undos.last().copied().unwrap_or(BatchId::from_bytes([1; 16]));
                }
                register.undo(purpose, batch, "弄错了").await?;
            }
            Command::Rebuild => register.rebuild(&mut |_| {}).await?,
            Command::Backup => self.back_up(step).await?,
            other => self.carry_out_for_person(other, step).await?,
        }
        Ok(made)
    }

    async fn carry_out_for_person(&self, command: &Command, step: u64) -> Result<(), AppError> {
        let (register, purpose) = (&self.register, purpose("simulated"));
        match command {
            Command::Open { id, to } => {
                let number = step.to_string();
                let letter = Letter { to: *to, number, days: None, dues_paid_until: None };
                register.open_transfer(purpose, *id, &letter, on()).await
            }
            Command::Reissue { id } => {
                register.reissue_letter(purpose, *id, "又一封", Some(30), on()).await
            }
            Command::Edit { id, name, remark } => {
                let mut changes = BTreeMap::from([(Field::Remark, Some(remark.clone()))]);
                if let Some(name) = name {
                    let name = (!name.is_empty()).then(|| name.clone());
                    changes.insert(Field::Name, name);
                }
                register.edit_person(purpose, *id, &changes, on()).await
            }
            other => {
                let event = event_of(other);
                register.change_person(purpose, other.person().unwrap(), event, on()).await
            }
        }
    }

    /// Imports a file; leaves in the command the rows that the onlooker expects to be entered.
    async fn import(
        &self,
        rows: &mut Vec<(String, OrganisationId)>,
        within: OrganisationId,
        step: u64,
    ) -> Result<Vec<PersonId>, AppError> {
        let mut text = HEADER.to_owned();
        for (nth, (name, branch)) in rows.iter().enumerate() {
            let nth = step * 8 + u64::try_from(nth).unwrap();
            let born = format!("19{}0101", 50 + nth / 499 % 49);
            let number = number(&born, u32::try_from(nth % 499).unwrap() * 2 + 1);
            let branch =
                self.world.orgs.get(branch).map_or("无此支部", |org| org.name.as_str());
            let line =
                [name, "男", &number, &born, "正式党员", branch, "2012.06", "2013-06-20", ""];
            text.push_str(&line.join(","));
            text.push('\n');
        }
        let path = self.folder.join("simulated.csv");
        std::fs::write(&path, text).unwrap();
        let request = ImportRequest { path, sheet: None, within, actor: "测试员".into() };
        let preview = self.register.preview(request, &mut |_| {}).await?;
        let down = self.world.down(within);
        rows.retain(|(_, branch)| self.world.is_branch(*branch) && down.contains(branch));
        let entered = u64::try_from(rows.len()).unwrap();
        assert_eq!(preview.summary.rows.new, entered, "{:?}", preview.summary);
        let done = self.register.commit("测试员", preview.id, false, &mut |_| {}).await?;
        assert_eq!(done.entered, entered);
        let mut people = Vec::new();
        for (name, branch) in rows.iter() {
            let found = self.register.search(name, None, 9).await?.people;
            assert_eq!(found.len(), 1, "{name}");
            assert_eq!(found[0].person.held, *branch);
            people.push(found[0].person.id);
        }
        Ok(people)
    }

    /// What was backed up and filled into a new place is the same register.
    async fn back_up(&mut self, step: u64) -> Result<(), AppError> {
        let path = self.folder.join(format!("{step}-{}.xibao", self.ground.count()));
        let summary = self.register.backup(&path, &mut |_| {}).await?;
        let place: Place = self.ground.another().await;
        let book = bundled::cpc().unwrap();
        Register::restore(&place, &self.ring, book, &path, &mut |_| {}).await?;
        std::fs::remove_file(&path).unwrap();
        assert_eq!(i64::try_from(summary.facts).unwrap(), self.facts().await);
        let store = Store::open(&place).await?;
        let clock = Arc::new(Fixed::later());
        let restored = Register::of(store, &self.ring, bundled::cpc().unwrap(), clock)?;
        let verification = restored.verify(&mut |_| {}).await?;
        assert!(verification.is_clean(), "{verification:#?}");
        for (id, person) in &self.people {
            assert_eq!(restored.person(*id).await?.person, *person);
        }
        for (id, organisation) in &self.orgs {
            let row = restored.organisation(*id).await?;
            assert_eq!(row.organisation, *organisation);
            assert_eq!(row.held, self.register.organisation(*id).await?.held);
        }
        restored.close().await;
        Ok(())
    }
}

fn event_of(command: &Command) -> PersonEvent {
    let reason = || "理由".to_owned();
    match command {
        Command::Step { step, .. } => PersonEvent::MembershipStepped { step: step.clone() },
        Command::Receive { receipt, .. } => {
            PersonEvent::TransferActed { act: TransferAct::Received { receipt: *receipt } }
        }
        Command::Refuse { .. } => {
            PersonEvent::TransferActed { act: TransferAct::Refused { reason: reason() } }
        }
        Command::Withdraw { .. } => {
            PersonEvent::TransferActed { act: TransferAct::Withdrawn { reason: reason() } }
        }
        Command::Away { to, .. } => {
            PersonEvent::WentMobile { to: "外地".to_owned(), receiving: *to }
        }
        Command::Back { .. } => PersonEvent::CameBack,
        Command::Contacted { .. } => PersonEvent::Contacted,
        Command::Lost { .. } => PersonEvent::ContactLost,
        Command::Searched { .. } => PersonEvent::SearchFailed,
        Command::Guest { active, dues, .. } => {
            PersonEvent::AffiliationSet { active: *active, dues: *dues }
        }
        other => panic!("{other:?} is a use case of its own"),
    }
}
