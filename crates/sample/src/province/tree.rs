//! The tree of organisations, grown from the top by the number of members.

use super::organisation::{PlannedDissolution, PlannedOrganisation, PlannedRenaming};
use super::place::{Stems, TOP, office, ordinal};
use super::roll::{ROOM_TREE, Roll};
use super::sector::Sector;
use super::split::{count, even, shares, uneven};
use crate::dice::Dice;
use xibao_domain::OrganisationKind;
use xibao_rulebook::{Dated, Day};

/// Members of a branch when it is planned; two more may move in, so that it stays within fifty.
pub(crate) const BRANCH_MAX: usize = 48;

/// More than fifty make a general branch, more than a hundred a committee (支部条例 §5, 党章 §30).
const GENERAL_MAX: usize = 100;

/// A county has up to so many members here, a city up to so many; more are a province.
const COUNTY_MAX: usize = 60_000;
const CITY_MAX: usize = 400_000;

/// Names that differ; more units never stand side by side, nor more cities and counties.
const NAMES: i32 = 324;

const CITY_MEAN: usize = 150_000;
const COUNTY_MEAN: usize = 28_000;
const STREET_MEAN: usize = 1_600;
const TOWNSHIP_MEAN: usize = 1_300;
const VILLAGE_MEAN: usize = 27;

/// The tree while it grows.
pub(crate) struct Grower {
    dice: Dice,
    stems: Stems,
    places: i32,
    today: Day,
    pub(crate) organisations: Vec<PlannedOrganisation>,
    pub(crate) rolls: Vec<Roll>,
}

impl Grower {
    /// The whole tree of so many members, in preorder, with the roll of every branch.
    pub(crate) fn grown(seed: u64, members: usize, today: Day) -> Grower {
        let mut grower = Grower {
            dice: Dice::in_room(seed, ROOM_TREE, 0),
            stems: Stems::new(seed),
            places: 0,
            today,
            organisations: Vec::new(),
            rolls: Vec::new(),
        };
        if members <= COUNTY_MAX {
            grower.county(None, &format!("{TOP}县"), members);
        } else if members <= CITY_MAX {
            grower.city(None, &format!("{TOP}市"), members);
        } else {
            grower.province(&format!("{TOP}省"), members);
        }
        grower
    }

    fn province(&mut self, home: &str, members: usize) {
        let top = self.committee(None, Sector::Office, home);
        let sizes = shares(members, &[(15, 3), (35, 3), (30, 3), (920, 3)]);
        if let [offices, universities, enterprises, cities] = *sizes.as_slice() {
            self.unit(top, Sector::Office, &format!("{home}直属机关"), offices);
            self.several(top, Sector::University, home, (universities, 5_000), "大学");
            self.several(top, Sector::StateEnterprise, home, (enterprises, 6_000), "集团");
            for part in uneven(&mut self.dice, cities, count(cities, CITY_MEAN)) {
                let name = self.place("市");
                self.city(Some(top), &name, part);
            }
        }
    }

    fn city(&mut self, parent: Option<usize>, home: &str, members: usize) {
        let city = self.committee(parent, Sector::Office, home);
        let sizes = shares(members, &[(25, 3), (25, 3), (10, 3), (25, 3), (10, 3), (905, 3)]);
        if let [offices, colleges, hospitals, enterprises, retired, counties] = *sizes.as_slice() {
            self.unit(city, Sector::Office, &format!("{home}直属机关"), offices);
            self.several(city, Sector::University, home, (colleges, 2_500), "学院");
            self.several(city, Sector::Hospital, home, (hospitals, 700), "医院");
            self.several(city, Sector::StateEnterprise, home, (enterprises, 1_500), "公司");
            self.unit(city, Sector::Retired, &format!("{home}离退休干部"), retired);
            for part in uneven(&mut self.dice, counties, count(counties, COUNTY_MEAN)) {
                let suffix = if self.dice.percent(30) { "区" } else { "县" };
                let name = self.place(suffix);
                self.county(Some(city), &name, part);
            }
        }
    }

    fn county(&mut self, parent: Option<usize>, home: &str, members: usize) {
        let county = self.committee(parent, Sector::Office, home);
        if members <= GENERAL_MAX {
            self.unit(county, Sector::Village, &format!("{home}直属"), members);
            return;
        }
        let weights = [(75, 3), (100, 3), (25, 3), (30, 3), (70, 3), (30, 3), (210, 3), (460, 3)];
        let sizes = shares(members, &weights);
        if let [offices, schools, hospitals, state, private, retired, streets, townships] =
            *sizes.as_slice()
        {
            self.unit(county, Sector::Office, &format!("{home}直属机关"), offices);
            self.unit(county, Sector::School, &format!("{home}教育系统"), schools);
            self.unit(county, Sector::Hospital, &format!("{home}卫生健康系统"), hospitals);
            self.unit(county, Sector::StateEnterprise, &format!("{home}国有企业"), state);
            self.unit(county, Sector::PrivateEnterprise, &format!("{home}两新组织"), private);
            self.unit(county, Sector::Retired, &format!("{home}离退休干部"), retired);
            let towns = [
                (streets, STREET_MEAN, "街道", Sector::Community),
                (townships, TOWNSHIP_MEAN, "镇", Sector::Village),
            ];
            for (size, mean, suffix, sector) in towns {
                // A small county has small towns rather than a single one.
                let towns = count(size, mean).max((size / 110).min(4));
                let first = self.dice.below(NAMES);
                for (number, part) in (first..).zip(uneven(&mut self.dice, size, towns)) {
                    let stem = self.stem(number);
                    self.town(county, sector, &format!("{home}{stem}{suffix}"), part);
                }
            }
        }
    }

    /// A township or street: its office, then its villages or communities.
    fn town(&mut self, parent: usize, sector: Sector, home: &str, members: usize) {
        if members <= GENERAL_MAX {
            self.unit(parent, sector, home, members);
            return;
        }
        let town = self.committee(Some(parent), sector, home);
        let offices = (members / 20).clamp(5, BRANCH_MAX);
        self.branch(town, Sector::Office, &format!("{home}机关"), offices);
        let suffix = if sector == Sector::Village { "村" } else { "社区" };
        self.several(town, sector, home, (members - offices, VILLAGE_MEAN), suffix);
    }

    /// Units of one kind side by side, each with a name of its own.
    fn several(
        &mut self,
        parent: usize,
        sector: Sector,
        home: &str,
        (members, mean): (usize, usize),
        suffix: &str,
    ) {
        if members == 0 {
            return;
        }
        let mut number = self.dice.below(NAMES);
        for part in uneven(&mut self.dice, members, count(members, mean)) {
            let stem = self.stem(number);
            self.unit(parent, sector, &format!("{home}{stem}{suffix}"), part);
            number += 1;
            if self.dice.percent(1) {
                let stem = self.stem(number);
                self.remains(parent, sector, &format!("{home}{stem}{suffix}"));
                number += 1;
            }
        }
    }

    /// A unit and what is below it, by its number of members.
    fn unit(&mut self, parent: usize, sector: Sector, title: &str, members: usize) {
        if members > GENERAL_MAX {
            self.large_unit(parent, sector, title, members);
        } else if members > BRANCH_MAX {
            self.general_branch(parent, sector, title, members);
        } else if members > 0 {
            self.branch(parent, sector, title, members);
        }
    }

    fn general_branch(&mut self, parent: usize, sector: Sector, title: &str, members: usize) {
        let name = format!("{title}党总支");
        let kind = OrganisationKind::GeneralBranch;
        let general = self.organisation(Some(parent), kind, name, sector, title);
        let branches = members.div_ceil(24);
        for (number, part) in even(&mut self.dice, members, branches).iter().enumerate() {
            let title = format!("{title}{}", ordinal(number + 1));
            self.branch(general, sector, &title, *part);
        }
    }

    fn large_unit(&mut self, parent: usize, sector: Sector, title: &str, members: usize) {
        let committee = self.committee(Some(parent), sector, title);
        // Small parts make branches, larger ones general branches and committees again.
        let mean = if members > 2_000 { members / 14 } else { 17 + members / 60 };
        for (number, part) in
            uneven(&mut self.dice, members, count(members, mean)).into_iter().enumerate()
        {
            let title = match sector {
                Sector::Office => format!("{title}{}", office(number)),
                _ => format!("{title}{}{}", ordinal(number + 1), sector.part()),
            };
            self.unit(committee, sector, &title, part);
        }
        let projects = matches!(sector, Sector::StateEnterprise | Sector::PrivateEnterprise);
        if projects && self.dice.percent(30) {
            let name = format!("{title}工程项目临时党支部");
            let kind = OrganisationKind::TemporaryBranch;
            self.organisation(Some(committee), kind, name, sector, title);
        }
    }

    fn branch(&mut self, parent: usize, sector: Sector, title: &str, members: usize) {
        let first = self.organisations.len() == parent + 1;
        // Staff elect the committee of a college, so its first branch is theirs.
        let students = sector == Sector::University && !first && self.dice.percent(68);
        let sector = if students { Sector::Students } else { sector };
        let joint = sector == Sector::PrivateEnterprise && members < 20 && self.dice.percent(40);
        let (kind, suffix) = match sector {
            Sector::Students => (OrganisationKind::Branch, "学生党支部"),
            Sector::University => (OrganisationKind::Branch, "教工党支部"),
            _ if joint => (OrganisationKind::JointBranch, "联合党支部"),
            _ => (OrganisationKind::Branch, "党支部"),
        };
        let name = format!("{title}{suffix}");
        let place = self.organisation(Some(parent), kind, name, sector, title);
        let roll = Roll::draw(&mut self.dice, place, sector, members);
        let units = joint.then(|| self.dice.between(2, 5));
        if let Some(organisation) = self.organisations.get_mut(place) {
            organisation.people = roll.people();
            organisation.members = roll.members;
            organisation.joint_units = units;
        }
        self.rolls.push(roll);
        if members >= 24 && self.dice.percent(6) {
            for number in 1..=members / 12 {
                let name = format!("{title}{}党小组", ordinal(number));
                self.organisation(Some(place), OrganisationKind::Group, name, sector, title);
            }
        }
    }

    /// A branch that was merged into its neighbour long ago.
    fn remains(&mut self, parent: usize, sector: Sector, unit: &str) {
        let Some(into) = self.rolls.last().map(|roll| roll.organisation) else { return };
        let (name, kind) = (format!("{unit}党支部"), OrganisationKind::Branch);
        let place = self.organisation(Some(parent), kind, name, sector, unit);
        let latest = self.today.add_days(-800);
        if let Some(organisation) = self.organisations.get_mut(place) {
            let founded = organisation.founded_on.hi;
            let on = founded.add_days(self.dice.between(1, latest.number() - founded.number()));
            organisation.renamed = None;
            organisation.dissolved = Some(PlannedDissolution { on, into: Some(into) });
        }
    }

    fn committee(&mut self, parent: Option<usize>, sector: Sector, home: &str) -> usize {
        let name = format!("中共{home}委员会");
        self.organisation(parent, OrganisationKind::Committee, name, sector, home)
    }

    fn organisation(
        &mut self,
        parent: Option<usize>,
        kind: OrganisationKind,
        name: String,
        sector: Sector,
        unit: &str,
    ) -> usize {
        let place = self.organisations.len();
        let above = parent.and_then(|parent| self.organisations.get(parent));
        let founded = self.founded(above.map(|above| above.founded_on.hi));
        let renamed = self.renamed(founded.hi, &name);
        // Who was renamed has today's name from then on, and had another before.
        let (name, renamed) = match renamed {
            Some((before, renaming)) => (before, Some(renaming)),
            None => (name, None),
        };
        self.organisations.push(PlannedOrganisation {
            parent,
            kind,
            name,
            sector,
            founded_on: founded,
            renamed,
            term: None,
            dissolved: None,
            people: 0,
            members: 0,
            joint_units: None,
            code: place,
            unit: unit.to_owned(),
        });
        place
    }

    /// After the one above, and at least three years ago; of the oldest the year alone is known.
    fn founded(&mut self, above: Option<Day>) -> Dated {
        let latest = self.today.add_months(-36 - 12 * 4);
        let Some(above) = above else {
            return Day::from_ymd(1950, 3, 1).map_or(Dated::UNKNOWN, Dated::on);
        };
        let span = (latest.number() - above.number() - 366).max(0) + 1;
        let day = above.add_days(1 + self.dice.below(span).min(self.dice.below(span)));
        let (year, month, _) = day.ymd();
        let partly = match year {
            ..1980 if self.dice.percent(60) => Dated::year(year),
            ..2000 if self.dice.percent(30) => Dated::month(year, month),
            _ => None,
        };
        partly.filter(|dated| dated.lo > above && dated.hi <= latest).unwrap_or(Dated::on(day))
    }

    fn renamed(&mut self, founded: Day, name: &str) -> Option<(String, PlannedRenaming)> {
        if !self.dice.percent(2) {
            return None;
        }
        let latest = self.today.add_days(-400);
        let span = latest.number() - founded.number() - 1;
        if span < 1 {
            return None;
        }
        let on = founded.add_days(1 + self.dice.below(span));
        let before = match name.strip_prefix("中共") {
            Some(rest) => format!("中共原{rest}"),
            None => format!("原{name}"),
        };
        Some((before, PlannedRenaming { on, name: name.to_owned() }))
    }

    /// The next city or county.
    fn place(&mut self, suffix: &str) -> String {
        let number = self.places;
        self.places += 1;
        format!("{}{suffix}", self.stem(number))
    }

    /// An invented name; what stands side by side has numbers that follow each other.
    fn stem(&self, number: i32) -> String {
        self.stems.of(usize::try_from(number).unwrap_or(0))
    }
}
