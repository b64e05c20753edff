//! Commands of all kinds, sense and nonsense; whether the onlooker expects them to be done, and
//! what they come to.

use xibao_domain::{
    MembershipStep, OrganisationId, OrganisationKind, PersonId, Post, Receipt, Road, Stage,
};

use super::world::{Human, Org, Paper, World};
use crate::chance::Chance;

#[derive(Debug, Clone)]
pub(crate) enum Command {
    Found {
        name: String,
        kind: OrganisationKind,
        under: Option<OrganisationId>,
        region: Option<i64>,
    },
    Rename {
        id: OrganisationId,
        name: String,
    },
    Move {
        id: OrganisationId,
        to: OrganisationId,
    },
    Merge {
        id: OrganisationId,
        into: OrganisationId,
    },
    Split {
        id: OrganisationId,
        name: String,
        people: Vec<PersonId>,
    },
    Dissolve {
        id: OrganisationId,
    },
    Elect {
        id: OrganisationId,
        years: Option<i32>,
        posts: Vec<Post>,
    },
    Take {
        id: OrganisationId,
        post: Post,
    },
    Leave {
        id: OrganisationId,
        post: Post,
    },
    Register {
        name: String,
        at: OrganisationId,
        stage: Stage,
    },
    Edit {
        id: PersonId,
        name: Option<String>,
        remark: String,
    },
    Step {
        id: PersonId,
        step: MembershipStep,
    },
    Open {
        id: PersonId,
        to: OrganisationId,
    },
    Receive {
        id: PersonId,
        receipt: Receipt,
    },
    Refuse {
        id: PersonId,
    },
    Withdraw {
        id: PersonId,
    },
    Reissue {
        id: PersonId,
    },
    Away {
        id: PersonId,
        to: Option<OrganisationId>,
    },
    Back {
        id: PersonId,
    },
    Contacted {
        id: PersonId,
    },
    Lost {
        id: PersonId,
    },
    Searched {
        id: PersonId,
    },
    Guest {
        id: PersonId,
        active: Option<OrganisationId>,
        dues: Option<OrganisationId>,
    },
    Join {
        survivor: PersonId,
        other: PersonId,
    },
    Import {
        rows: Vec<(String, OrganisationId)>,
        within: OrganisationId,
    },
    Undo {
        nth: usize,
        undo_of_undo: bool,
    },
    Rebuild,
    Backup,
}

/// What came of a command and has an id.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) org: Option<OrganisationId>,
    pub(crate) people: Vec<PersonId>,
}

impl World {
    /// Does the onlooker expect it to be done?
    pub(crate) fn expects(&self, command: &Command) -> bool {
        match command {
            Command::Found { name, kind, under, .. } => {
                !name.is_empty() && self.may_stand(*kind, *under)
            }
            Command::Rename { id, name } => self.is_open(*id) && !name.is_empty(),
            Command::Move { id, to } => self.may_move(*id, *to),
            Command::Merge { id, into } => self.expects_merge(*id, *into),
            Command::Split { id, people, .. } => {
                let mut once = people.clone();
                once.sort_unstable();
                once.dedup();
                self.is_branch(*id)
                    && once.len() == people.len()
                    && people.iter().all(|person| {
                        let human = self.people.get(person);
                        human.is_some_and(|human| human.at == *id && human.joined_to.is_none())
                    })
            }
            Command::Dissolve { id } => self.is_open(*id) && self.is_empty(*id),
            Command::Elect { id, years, posts } => self.expects_election(*id, *years, posts),
            Command::Take { id, post } => {
                self.is_open(*id)
                    && self.orgs[id].posts.iter().all(|(title, person)| {
                        *title != post.title || (!post.title.is_single() && *person != post.person)
                    })
            }
            Command::Leave { id, post } => {
                self.is_open(*id) && self.orgs[id].posts.contains(&(post.title, post.person))
            }
            Command::Register { at, .. } => self.is_branch(*at),
            Command::Import { within, .. } => self.orgs.contains_key(within),
            Command::Undo { nth, undo_of_undo } => !undo_of_undo && self.may_undo(*nth),
            Command::Rebuild | Command::Backup => true,
            Command::Join { survivor, other } => {
                let alone =
                    |id| self.people.get(id).is_some_and(|human: &Human| human.joined_to.is_none());
                survivor != other
                    && alone(survivor)
                    && alone(other)
                    && self.people[other].letter.is_none()
            }
            other => self.expects_of_person(other),
        }
    }

    fn expects_merge(&self, id: OrganisationId, into: OrganisationId) -> bool {
        let awaited = self.people.values().any(|human| {
            // Its own people leave with all they are.
            let own = human.at == id && human.counts();
            human.goes_to() == Some(id) || !own && human.guest.contains(&id)
        });
        if !self.is_open(id) || !self.is_open(into) || id == into || awaited {
            return false;
        }
        let children = self.below(id).into_iter().filter(|child| !self.orgs[child].gone);
        self.is_branch(id) == self.is_branch(into)
            && children.into_iter().all(|child| self.may_move(child, into))
    }

    fn expects_election(&self, id: OrganisationId, years: Option<i32>, posts: &[Post]) -> bool {
        use OrganisationKind::{Branch, GeneralBranch, JointBranch};
        if !self.is_open(id) {
            return false;
        }
        let known = matches!(self.orgs[&id].kind, Branch | JointBranch | GeneralBranch);
        let single: Vec<_> = posts.iter().filter(|post| post.title.is_single()).collect();
        let twice = single
            .iter()
            .enumerate()
            .any(|(nth, post)| single.iter().skip(nth + 1).any(|other| other.title == post.title));
        let again = posts.iter().enumerate().any(|(nth, post)| posts[..nth].contains(post));
        years.map_or(known, |years| (1..=10).contains(&years)) && !twice && !again
    }

    fn expects_of_person(&self, command: &Command) -> bool {
        let Some(human) = command.person().and_then(|id| self.people.get(&id)) else {
            return false;
        };
        if human.joined_to.is_some() {
            return false;
        }
        match command {
            Command::Edit { name, .. } => name.as_deref() != Some(""),
            Command::Step { step, .. } => self.stage_after(human, step).is_some(),
            Command::Open { to, .. } => {
                human.counts() && human.letter.is_none() && human.at != *to && self.is_branch(*to)
            }
            Command::Receive { receipt, .. } => human.letter.as_ref().is_some_and(|paper| {
                let had = match receipt {
                    Receipt::Person => paper.person,
                    Receipt::Dossier => paper.dossier,
                    Receipt::Dues => paper.dues,
                };
                !had && (paper.person || human.counts() && self.is_branch(paper.to))
            }),
            Command::Refuse { .. } | Command::Withdraw { .. } => {
                human.letter.as_ref().is_some_and(|paper| !paper.person)
            }
            Command::Reissue { .. } => human
                .letter
                .as_ref()
                .is_some_and(|paper| !paper.person && human.counts() && self.is_branch(paper.to)),
            Command::Away { to, .. } => human.counts() && to.is_none_or(|to| self.is_meeting(to)),
            Command::Back { .. } => human.away,
            Command::Contacted { .. } => true,
            Command::Lost { .. } => human.counts() && !human.lost,
            Command::Searched { .. } => human.lost,
            Command::Guest { active, dues, .. } => {
                let places: Vec<_> = active.iter().chain(dues).collect();
                (places.is_empty() || human.counts())
                    && places.into_iter().all(|place| self.is_meeting(*place))
            }
            other => panic!("{other:?} is about no single person"),
        }
    }

    fn stage_after(&self, human: &Human, step: &MembershipStep) -> Option<Stage> {
        use Stage::{Activist, Applicant, Candidate, Full, Left, Probationary, Suspended};
        match (human.stage, step) {
            (Applicant, MembershipStep::NamedActivist) => Some(Activist),
            (Activist, MembershipStep::NamedCandidate) => Some(Candidate),
            (Candidate, MembershipStep::Admitted) => Some(Probationary),
            (Probationary, MembershipStep::ProbationExtended { months }) => {
                (1..=120).contains(months).then_some(Probationary)
            }
            (Probationary, MembershipStep::Regularised) => Some(Full),
            (Full, MembershipStep::Suspended { .. }) => Some(Suspended),
            (Suspended, MembershipStep::Restored) => Some(Full),
            (Left, MembershipStep::AppliedAgain) => {
                (!human.died && self.is_branch(human.at)).then_some(Applicant)
            }
            (stage, MembershipStep::Left { road }) if stage != Left => {
                let open = match road {
                    Road::Died | Road::MovedOut => true,
                    Road::ApplicationEnded => matches!(stage, Applicant | Activist | Candidate),
                    Road::ProbationCancelled => stage == Probationary,
                    Road::Withdrew | Road::Removed => {
                        matches!(stage, Probationary | Full | Suspended)
                    }
                    Road::Advised | Road::SelfDropout | Road::Expelled => {
                        matches!(stage, Full | Suspended)
                    }
                };
                open.then_some(Left)
            }
            _ => None,
        }
    }

    /// Notes what a command that was done came to.
    pub(crate) fn note(&mut self, command: &Command, made: &Made) {
        match command {
            Command::Found { name, kind, under, .. } => {
                let org = Org {
                    name: name.clone(),
                    kind: *kind,
                    parent: *under,
                    gone: false,
                    posts: [].into(),
                };
                self.new_org(made.org.unwrap(), org);
            }
            Command::Rename { id, name } => self.org(*id).name.clone_from(name),
            Command::Move { id, to } => self.org(*id).parent = Some(*to),
            Command::Merge { id, into } => {
                for person in self.held(*id) {
                    self.reorganise(person, *into);
                }
                for child in self.below(*id) {
                    if !self.orgs[&child].gone {
                        self.org(child).parent = Some(*into);
                    }
                }
                self.dissolve(*id);
            }
            Command::Split { id, name, people } => {
                let new = made.org.unwrap();
                let Org { kind, parent, .. } = self.orgs[id].clone();
                let org = Org { name: name.clone(), kind, parent, gone: false, posts: [].into() };
                self.new_org(new, org);
                for person in people {
                    self.reorganise(*person, new);
                }
            }
            Command::Dissolve { id } => self.dissolve(*id),
            Command::Elect { id, posts, .. } => {
                self.org(*id).posts = posts.iter().map(|post| (post.title, post.person)).collect();
            }
            Command::Take { id, post } => {
                self.org(*id).posts.insert((post.title, post.person));
            }
            Command::Leave { id, post } => {
                self.org(*id).posts.remove(&(post.title, post.person));
            }
            Command::Register { name, at, stage } => {
                self.new_human(made.people[0], human(name, *at, *stage));
            }
            Command::Import { rows, .. } => {
                for ((name, at), id) in rows.iter().zip(&made.people) {
                    self.new_human(*id, human(name, *at, Stage::Full));
                }
            }
            Command::Join { survivor, other } => {
                self.human(*survivor);
                let human = self.human(*other);
                human.joined_to = Some(*survivor);
                human.stays_home();
            }
            Command::Undo { nth, .. } => self.put_back(*nth),
            Command::Rebuild | Command::Backup => {}
            other => self.note_of_person(other),
        }
    }

    fn note_of_person(&mut self, command: &Command) {
        let id = command.person().unwrap();
        let after = match command {
            Command::Step { step, .. } => self.stage_after(&self.people[&id].clone(), step),
            _ => None,
        };
        let human = self.human(id);
        match command {
            Command::Edit { name: Some(name), .. } => human.name.clone_from(name),
            Command::Step { step, .. } => {
                human.stage = after.unwrap();
                human.died = matches!(step, MembershipStep::Left { road: Road::Died });
                if human.stage == Stage::Left {
                    human.stays_home();
                }
            }
            Command::Open { to, .. } => {
                human.letter = Some(Paper { to: *to, person: false, dossier: false, dues: false });
            }
            Command::Receive { receipt, .. } => {
                let paper = human.letter.as_mut().unwrap();
                match receipt {
                    Receipt::Person => paper.person = true,
                    Receipt::Dossier => paper.dossier = true,
                    Receipt::Dues => paper.dues = true,
                }
                let (to, done) = (paper.to, paper.person && paper.dossier && paper.dues);
                if done {
                    human.letter = None;
                }
                if *receipt == Receipt::Person {
                    human.at = to;
                    human.stays_home();
                }
            }
            Command::Refuse { .. } | Command::Withdraw { .. } => human.letter = None,
            Command::Away { .. } => human.away = true,
            Command::Back { .. } => human.away = false,
            Command::Contacted { .. } => human.lost = false,
            Command::Lost { .. } => human.lost = true,
            Command::Guest { active, dues, .. } => {
                human.guest = active.iter().chain(dues).copied().collect();
            }
            _ => {}
        }
    }

    fn reorganise(&mut self, person: PersonId, to: OrganisationId) {
        let human = self.human(person);
        human.at = to;
        human.guest.clear();
    }

    fn dissolve(&mut self, id: OrganisationId) {
        let org = self.org(id);
        org.gone = true;
        org.posts.clear();
    }
}

fn human(name: &str, at: OrganisationId, stage: Stage) -> Human {
    Human {
        name: name.to_owned(),
        at,
        stage,
        died: false,
        joined_to: None,
        letter: None,
        away: false,
        lost: false,
        guest: Vec::new(),
    }
}

impl Command {
    /// The one person it is about.
    pub(crate) fn person(&self) -> Option<PersonId> {
        match self {
            Command::Edit { id, .. }
            | Command::Step { id, .. }
            | Command::Open { id, .. }
            | Command::Receive { id, .. }
            | Command::Refuse { id }
            | Command::Withdraw { id }
            | Command::Reissue { id }
            | Command::Away { id, .. }
            | Command::Back { id }
            | Command::Contacted { id }
            | Command::Lost { id }
            | Command::Searched { id }
            | Command::Guest { id, .. } => Some(*id),
            _ => None,
        }
    }
}

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
        let rows = (0..self.chance.below(6) + 1)
            .map(|nth| (self.own_name(u64::try_from(nth).unwrap()), self.branch()))
            .collect();
        let within = self.org();
        Command::Import { rows, within }
    }
}
