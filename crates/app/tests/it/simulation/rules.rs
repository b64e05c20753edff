//! Whether the onlooker expects a command to be done, and what it comes to.

use xibao_domain::{
    MembershipStep, OrganisationId, OrganisationKind, PersonId, Post, Receipt, Road, Stage,
};

use super::command::{Command, Made};
use super::world::{Human, Org, Paper, World};

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
            (Probationary, MembershipStep::Regularised) | (Suspended, MembershipStep::Restored) => {
                Some(Full)
            }
            (Full, MembershipStep::Suspended { .. }) => Some(Suspended),
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
