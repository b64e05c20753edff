//! What happened to a member since the register was opened, besides the steps of membership.

use super::life::Life;
use super::place::Stems;
use crate::dice::Dice;
use std::collections::BTreeMap;
use xibao_domain::person::PersonEvent;
use xibao_domain::{
    Field, LostContact, Membership, Mobile, OrganisationId, Receipt, Steps, TransferAct,
};
use xibao_rulebook::{Dated, Day};

/// A letter is valid for at most ninety days (党员教育管理条例 §27 and its form).
const LETTER_DAYS: i32 = 90;

/// What surrounds the history of one member.
pub(crate) struct Scene<'a> {
    pub(crate) stems: &'a Stems,
    pub(crate) opened_on: Day,
    pub(crate) today: Day,
    /// A branch that can take the member, if there is one.
    pub(crate) other: Option<OrganisationId>,
    /// May this member's relation be transferred?
    pub(crate) transferable: bool,
}

/// What is known at registration besides fields and membership, and what came later.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) mobile: Option<Mobile>,
    pub(crate) lost: Option<LostContact>,
    pub(crate) later: Vec<(Day, PersonEvent)>,
    /// Was a letter of transfer issued?
    pub(crate) transferred: bool,
}

impl History {
    /// A member who has stood at the same place since the register was opened.
    pub(crate) fn settled(dice: &mut Dice, scene: &Scene<'_>, membership: &Membership) -> History {
        let mut history = History::default();
        match dice.below(1_000) {
            ..25 => history.away(dice, scene),
            25..31 => history.goes_away(dice, scene),
            31..34 => history.out_of_contact(dice, scene),
            34..36 => history.loses_contact(dice, scene),
            36..60 if scene.transferable => {
                if let Some(to) = scene.other {
                    history.transfer(dice, scene, to);
                }
            }
            60..63 => history.correction(dice, scene, membership.steps()),
            _ => {}
        }
        history
    }

    /// Out of contact for long before membership was suspended for it.
    pub(crate) fn suspended(dice: &mut Dice, scene: &Scene<'_>, life: &Life) -> History {
        let mut history = History::default();
        let Some(on) = life.suspended else { return history };
        let since = on.add_days(-dice.between(200, 400));
        let searched = since.add_days(dice.between(30, 120));
        if since > scene.opened_on {
            history.later.push((since, PersonEvent::ContactLost));
        } else {
            let known = searched <= scene.opened_on;
            let searched_on = known.then(|| Dated::on(searched)).into_iter().collect();
            history.lost = Some(LostContact { since: Dated::on(since), searched_on });
        }
        if searched > scene.opened_on {
            history.later.push((searched, PersonEvent::SearchFailed));
        }
        history
    }

    fn away(&mut self, dice: &mut Dice, scene: &Scene<'_>) {
        let since = scene.opened_on.add_days(-dice.between(30, 1_500));
        let (year, month, _) = since.ymd();
        self.mobile = Some(Mobile {
            since: Dated::month(year, month).unwrap_or(Dated::on(since)),
            to: far(dice, scene.stems),
            receiving: None,
            contacted_on: dice.percent(70).then(|| Dated::on(scene.opened_on)),
        });
        let on = later(dice, scene, 20);
        match dice.below(100) {
            ..25 => self.later.push((on, PersonEvent::CameBack)),
            25..70 => self.later.push((on, PersonEvent::Contacted)),
            _ => {}
        }
    }

    fn goes_away(&mut self, dice: &mut Dice, scene: &Scene<'_>) {
        let on = later(dice, scene, 40);
        let receiving = scene.other.filter(|_| dice.percent(30));
        let to = far(dice, scene.stems);
        self.later.push((on, PersonEvent::WentMobile { to, receiving }));
        if dice.percent(50) {
            self.later.push((on.add_days(dice.between(10, 35)), PersonEvent::Contacted));
        }
    }

    fn out_of_contact(&mut self, dice: &mut Dice, scene: &Scene<'_>) {
        let since = scene.opened_on.add_days(-dice.between(40, 1_000));
        self.lost = Some(LostContact {
            since: Dated::on(since),
            searched_on: vec![Dated::on(since.add_days(dice.between(10, 40)))],
        });
        let on = later(dice, scene, 20);
        let event =
            if dice.percent(40) { PersonEvent::Contacted } else { PersonEvent::SearchFailed };
        self.later.push((on, event));
    }

    fn loses_contact(&mut self, dice: &mut Dice, scene: &Scene<'_>) {
        let on = later(dice, scene, 100);
        self.later.push((on, PersonEvent::ContactLost));
        self.later.push((on.add_days(dice.between(20, 60)), PersonEvent::SearchFailed));
        if dice.percent(50) {
            self.later.push((on.add_days(dice.between(61, 99)), PersonEvent::Contacted));
        }
    }

    /// A letter, and as much of what follows as has happened by today.
    fn transfer(&mut self, dice: &mut Dice, scene: &Scene<'_>, to: OrganisationId) {
        self.transferred = true;
        let issued = later(dice, scene, 1);
        let (year, month, _) = issued.ymd();
        let number = dice.between(1, 9_999);
        self.later.push((
            issued,
            PersonEvent::TransferOpened {
                to,
                letter: format!("示例组转〔{year}〕{number:04}号"),
                valid_until: Dated::on(issued.add_days(LETTER_DAYS)),
                dues_paid_until: Dated::month(year, month),
            },
        ));
        let mut acts = Vec::new();
        let arrival = issued.add_days(dice.between(3, 60));
        match dice.below(100) {
            ..8 => acts.push((arrival, TransferAct::Refused { reason: "介绍信抬头有误".into() })),
            8..14 => acts.push((arrival, TransferAct::Withdrawn { reason: "本人不再调动".into() })),
            draw => {
                let mut arrival = arrival;
                if draw < 20 {
                    let again = issued.add_days(LETTER_DAYS + dice.between(1, 30));
                    arrival = again.add_days(dice.between(2, 20));
                    acts.push((
                        again,
                        TransferAct::LetterReissued {
                            letter: format!("示例组转〔{}〕补{number:04}号", again.ymd().0),
                            valid_until: Dated::on(again.add_days(LETTER_DAYS)),
                        },
                    ));
                }
                let received = |receipt| TransferAct::Received { receipt };
                acts.push((arrival, received(Receipt::Person)));
                let dossier = arrival.add_days(dice.between(-2, 30));
                acts.push((dossier, received(Receipt::Dossier)));
                // Some papers never come.
                if draw < 88 {
                    let dues = arrival.add_days(dice.between(0, 45));
                    acts.push((dues, received(Receipt::Dues)));
                }
            }
        }
        let happened = acts.into_iter().filter(|(on, _)| *on <= scene.today);
        self.later.extend(happened.map(|(on, act)| (on, PersonEvent::TransferActed { act })));
    }

    /// The day of admission was written down wrongly, and the papers show it.
    fn correction(&mut self, dice: &mut Dice, scene: &Scene<'_>, steps: &Steps) {
        let days = dice.between(1, 20);
        let earlier = |on: Dated| on.exact().map_or(on, |day| Dated::on(day.add_days(-days)));
        let mut steps = steps.clone();
        steps.admitted_on = steps.admitted_on.map(earlier);
        steps.regularised_on = steps.regularised_on.map(earlier);
        let event = PersonEvent::MembershipDaysCorrected {
            steps,
            reason: "按入党志愿书更正".to_owned(),
        };
        self.later.push((later(dice, scene, 1), event));
    }

    /// Another telephone, a further education.
    pub(crate) fn changes(&mut self, dice: &mut Dice, scene: &Scene<'_>, from: Day) {
        let change = match dice.below(1_000) {
            ..35 => (Field::Phone, super::person::phone(dice)),
            35..39 => (Field::Employer, format!("{}公司", scene.stems.of(number(dice)))),
            39..42 => (Field::FormerName, super::naming::name(dice, crate::Sex::Male, "01", true)),
            _ => return,
        };
        let span = scene.today.number() - from.number();
        if span > 1 {
            let changes = BTreeMap::from([(change.0, Some(change.1))]);
            let event = PersonEvent::PersonChanged { changes, blind: None };
            self.later.push((from.add_days(1 + dice.below(span - 1)), event));
        }
    }
}

/// A day since the opening that leaves so many days until today.
fn later(dice: &mut Dice, scene: &Scene<'_>, room: i32) -> Day {
    let span = scene.today.number() - scene.opened_on.number() - room;
    scene.opened_on.add_days(1 + dice.below(span - 1))
}

/// A place elsewhere, as the branch was told.
fn far(dice: &mut Dice, stems: &Stems) -> String {
    let (city, county) = (stems.of(number(dice)), stems.of(number(dice)));
    format!("外省{city}市{county}区")
}

fn number(dice: &mut Dice) -> usize {
    usize::try_from(dice.below(324)).unwrap_or(0)
}
