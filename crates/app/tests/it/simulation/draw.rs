//! Drawing commands by chance, sense and nonsense.

use xibao_domain::{
    MembershipStep, OrganisationId, OrganisationKind, PersonId, Post, Receipt, Stage,
};

use super::command::Command;
use super::world::World;
use crate::chance::Chance;

/// Draws commands; what is drawn depends on the world alone and on chance.
pub(crate) struct Draw<'w> {
    pub(crate) world: &'w World,
    pub(crate) chance: Chance,
    pub(crate) step: u64,
}

const SURNAMES: &[&str] = &["王", "李", "单", "么", "欧阳"];
const GIVEN: &[&str] = &["建国", "英", "大利", "燊", "永波", "㛃"];

impl Draw<'_> {
    pub(crate) fn org(&mut self) -> OrganisationId {
        let all: Vec<_> = self.world.orgs.keys().copied().collect();
        if all.is_empty() || self.chance.once_in(60) {
            return OrganisationId::from_bytes([7; 16]);
        }
        *self.chance.pick(&all)
    }

    fn branch(&mut self) -> OrganisationId {
        let branches: Vec<_> =
            self.world.orgs.keys().copied().filter(|id| self.world.is_branch(*id)).collect();
        if branches.is_empty() || self.chance.once_in(12) {
            return self.org();
        }
        *self.chance.pick(&branches)
    }

    fn person(&mut self) -> PersonId {
        let all: Vec<_> = self.world.people.keys().copied().collect();
        if all.is_empty() || self.chance.once_in(60) {
            return PersonId::from_bytes([7; 16]);
        }
        *self.chance.pick(&all)
    }

    /// Somebody with a letter, if there is anybody.
    fn mover(&mut self) -> PersonId {
        let movers: Vec<_> =
            self.world.people.iter().filter(|(_, human)| human.letter.is_some()).collect();
        if movers.is_empty() || self.chance.once_in(8) {
            return self.person();
        }
        *self.chance.pick(&movers).0
    }

    pub(crate) fn name(&mut self) -> String {
        format!("{}{}", self.chance.pick(SURNAMES), self.chance.pick(GIVEN))
    }

    /// A name that nobody else has.
    fn own_name(&self, nth: u64) -> String {
        let of = |n: u64| char::from_u32(0x4e00 + u32::try_from(n % 20_000).unwrap()).unwrap();
        let n = self.step * 8 + nth;
        format!("赵{}{}", of(n), of(n / 20_000))
    }

    fn title(&mut self) -> String {
        if self.chance.once_in(25) { String::new() } else { format!("第{}组织", self.step) }
    }

    fn post(&mut self) -> Post {
        Post { title: *self.chance.pick(xibao_domain::PostTitle::ALL), person: self.person() }
    }

    pub(crate) fn command(&mut self) -> Command {
        if self.world.orgs.is_empty() {
            return Command::Found {
                name: "青禾县委".to_owned(),
                kind: OrganisationKind::Committee,
                under: None,
                region: Some(99),
            };
        }
        match self.chance.below(100) {
            0..10 => self.founding(),
            10..32 => self.about_organisations(),
            32..48 => Command::Register {
                name: self.name(),
                at: self.branch(),
                stage: *self.chance.pick(&[Stage::Applicant, Stage::Candidate, Stage::Full]),
            },
            48..78 => self.about_a_person(),
            78..82 => Command::Join { survivor: self.person(), other: self.person() },
            82..94 if !self.world.batches.is_empty() => self.undo(),
            94..98 => self.import(),
            98 if self.chance.once_in(6) => Command::Backup,
            _ if self.chance.once_in(8) => Command::Rebuild,
            _ => self.about_a_person(),
        }
    }

    /// A command that shapes the tree, deep and narrow, so that its numbers run out.
    pub(crate) fn of_tree(&mut self) -> Command {
        if self.world.orgs.is_empty() {
            return self.command();
        }
        let newest = *self.world.orgs.keys().last().unwrap();
        match self.chance.below(10) {
            0..5 => Command::Found {
                name: format!("第{}党委", self.step),
                kind: OrganisationKind::Committee,
                under: Some(if self.chance.once_in(3) { self.org() } else { newest }),
                region: *self.chance.pick(&[None, None, Some(51)]),
            },
            5..8 => Command::Move { id: self.org(), to: self.org() },
            8 if !self.world.batches.is_empty() => self.undo(),
            _ => self.about_organisations(),
        }
    }

    fn founding(&mut self) -> Command {
        let kind = match self.chance.below(8) {
            0 => OrganisationKind::Committee,
            1..5 => OrganisationKind::Branch,
            _ => *self.chance.pick(OrganisationKind::ALL),
        };
        let under = if self.chance.once_in(10) { None } else { Some(self.org()) };
        let region = *self.chance.pick(&[None, None, None, Some(99), Some(51), Some(0)]);
        Command::Found { name: self.title(), kind, under, region }
    }

    fn about_organisations(&mut self) -> Command {
        let id = self.org();
        match self.chance.below(10) {
            0 => Command::Rename { id, name: self.title() },
            1..4 => Command::Move { id, to: self.org() },
            4 => Command::Merge { id, into: self.org() },
            5 => Command::Merge { id: self.branch(), into: self.branch() },
            6 => {
                let id = self.branch();
                let mut people: Vec<_> =
                    self.world.held(id).into_iter().take(self.chance.below(4)).collect();
                if self.chance.once_in(6) {
                    people.push(self.person());
                }
                Command::Split { id, name: format!("第{}分支", self.step), people }
            }
            7 => Command::Dissolve { id },
            8 => {
                let years = *self.chance.pick(&[None, Some(3), Some(5), Some(0), Some(11)]);
                let posts = (0..self.chance.below(4)).map(|_| self.post()).collect();
                Command::Elect { id, years, posts }
            }
            _ => {
                let held = self.world.orgs.get(&id).and_then(|org| org.posts.first());
                match held {
                    Some((title, person)) if self.chance.once_in(2) => {
                        Command::Leave { id, post: Post { title: *title, person: *person } }
                    }
                    _ => Command::Take { id, post: self.post() },
                }
            }
        }
    }

    fn about_a_person(&mut self) -> Command {
        let id = self.person();
        match self.chance.below(20) {
            0 | 1 => {
                let name = match self.chance.below(6) {
                    0 => Some(String::new()),
                    1..4 => Some(self.name()),
                    _ => None,
                };
                Command::Edit { id, name, remark: format!("第{}步", self.step) }
            }
            2..6 => {
                let steps = MembershipStep::samples();
                let step = if self.chance.once_in(20) {
                    MembershipStep::ProbationExtended { months: 121 }
                } else {
                    self.chance.pick(&steps).clone()
                };
                Command::Step { id, step }
            }
            6..9 => Command::Open { id, to: self.branch() },
            9..13 => {
                Command::Receive { id: self.mover(), receipt: *self.chance.pick(Receipt::ALL) }
            }
            13 => match self.chance.below(3) {
                0 => Command::Refuse { id: self.mover() },
                1 => Command::Withdraw { id: self.mover() },
                _ => Command::Reissue { id: self.mover() },
            },
            14 => {
                let to = if self.chance.once_in(2) { Some(self.org()) } else { None };
                Command::Away { id, to }
            }
            15 => Command::Back { id },
            16 => Command::Contacted { id },
            17 => Command::Lost { id },
            18 => Command::Searched { id },
            _ => {
                let active = if self.chance.once_in(2) { Some(self.org()) } else { None };
                let dues = if self.chance.once_in(3) { Some(self.org()) } else { None };
                Command::Guest { id, active, dues }
            }
        }
    }

    fn undo(&mut self) -> Command {
        let count = self.world.batches.len();
        // The last ones mostly: of older ones something has become meanwhile.
        let back = if self.chance.once_in(3) { count } else { count.min(6) };
        let nth = count - 1 - self.chance.below(back);
        Command::Undo { nth, undo_of_undo: self.chance.once_in(20) }
    }

    fn import(&mut self) -> Command {
        let rows = (0..=self.chance.below(6))
            .map(|nth| (self.own_name(u64::try_from(nth).unwrap()), self.branch()))
            .collect();
        let within = self.org();
        Command::Import { rows, within }
    }
}
