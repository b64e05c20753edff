//! Provinces: lawful trees, consistent people, histories that the domain accepts.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use xibao_domain::organisation::Surroundings;
use xibao_domain::person::{PersonEvent, Places, Registration};
use xibao_domain::{
    FactId, Field, Organisation, OrganisationId, OrganisationKind, Person, PersonId, PostTitle,
    Region, Road, Stage, findings,
};
use xibao_rulebook::{Dated, Day, Level, bundled};
use xibao_sample::SampleError;
use xibao_sample::province::{
    MEMBERS_MAX, Plan, PlannedOrganisation, PlannedPerson, PlannedPost, Province, Sector,
};

const TODAY: &str = "2026-11-24";

fn province(seed: u64, members: u64) -> Province {
    let plan = Plan { seed, members, ..Plan::county(seed, Day::parse(TODAY).unwrap()) };
    Province::new(plan).unwrap()
}

fn id(place: usize) -> OrganisationId {
    OrganisationId::from_bytes((place as u128).to_be_bytes())
}

fn person_id(number: u64) -> PersonId {
    PersonId::from_bytes((u128::from(number) << 64).to_be_bytes())
}

fn everybody(province: &Province) -> impl Iterator<Item = (usize, PlannedPerson)> + '_ {
    (0..province.organisations().len())
        .flat_map(|place| province.people(place, id).map(move |person| (place, person)))
}

fn registration(person: &PlannedPerson, held: usize) -> PersonEvent {
    let registration = Registration {
        fields: person.fields.clone(),
        blind: None,
        membership: person.membership.clone(),
        held: id(held),
        mobile: person.mobile.clone(),
        lost: person.lost.clone(),
    };
    PersonEvent::PersonRegistered { registration: Box::new(registration) }
}

/// The person today, every event having been decided on as the register would.
fn lived(person: &PlannedPerson, held: usize, places: &Places) -> Person {
    let who = person_id(person.number);
    let mut events = vec![(Dated::on(person.registered_on), registration(person, held))];
    events.extend(person.later.iter().cloned());
    let mut state = None;
    for (number, (on, event)) in (0_u128..).zip(&events) {
        let fact = FactId::from_bytes(number.to_be_bytes());
        let next = Person::decide(state.as_ref(), who, fact, event, *on, places);
        state = Some(next.unwrap_or_else(|refusal| panic!("{refusal}: {event:?} of {person:?}")));
    }
    state.unwrap()
}

/// The organisations today, every event having been decided on.
fn founded(province: &Province) -> Vec<Organisation> {
    let numbers = numbers(province);
    let person_of = |post: PlannedPost| person_id(numbers[post.organisation] + post.person as u64);
    let mut all: Vec<Organisation> = Vec::new();
    for (place, planned) in province.organisations().iter().enumerate() {
        let parent = planned.parent.map(|parent| all[parent].clone());
        let above = parent.as_ref().map_or(Dated::on(Day::MIN), |parent| parent.founded_on);
        assert!(above.hi < planned.founded_on.lo, "{planned:?}");
        let around = Surroundings { parent, ..Surroundings::default() };
        let mut state = None;
        for (on, event) in planned.events(province.plan().region, id, person_of) {
            let next = Organisation::decide(state.as_ref(), id(place), &event, on, &around);
            state = Some(next.unwrap_or_else(|refusal| panic!("{refusal}: {planned:?}")));
        }
        all.push(state.unwrap());
    }
    all
}

/// The number of the first person on every roll.
fn numbers(province: &Province) -> Vec<u64> {
    let mut next = 0;
    let before = province.organisations().iter().map(|organisation| {
        let first = next;
        next += organisation.people as u64;
        first
    });
    before.collect()
}

/// Everything that has to hold of a province of any size.
fn check(province: &Province) {
    let organisations = founded(province);
    let places = Places::of(organisations.clone());
    let today = province.plan().today;
    let mut members = vec![0; organisations.len()];
    let mut full = vec![0; organisations.len()];
    let mut numbers = HashSet::new();
    let mut next = 0;
    for (held, person) in everybody(province) {
        assert_eq!(person.number, next);
        next += 1;
        check_person(&person, province);
        assert!(numbers.insert(person.fields[&Field::IdNumber].clone()), "{person:?}");
        let now = if organisations.len() < 1_000 || person.number.is_multiple_of(50) {
            lived(&person, held, &places)
        } else {
            continue;
        };
        let held = usize::try_from(u128::from_be_bytes(*now.held.as_bytes())).unwrap();
        members[held] += i64::from(now.membership.stage().is_member());
        full[held] += i64::from(now.membership.stage() == Stage::Full);
    }
    assert_eq!(next, province.population());
    let planned = province.organisations();
    let sum: usize = planned.iter().map(|organisation| organisation.members).sum();
    assert_eq!(sum as u64, province.members());
    if organisations.len() < 1_000 {
        assert_eq!(members.iter().sum::<i64>().cast_unsigned(), province.members());
    }
    let book = bundled::cpc().unwrap();
    for (place, organisation) in organisations.iter().enumerate() {
        let holds = organisation.kind.holds_members() && organisation.is_active();
        assert_eq!(planned[place].people > 0, holds, "{organisation:?}");
        if holds {
            assert!((3..=48).contains(&planned[place].members), "{organisation:?}");
        }
        if holds && organisations.len() < 1_000 {
            let strength = findings::Strength { full: full[place], members: members[place] };
            let mut found = findings::of_branch(&book, organisation, strength, today);
            // A branch that is no joint one has no units to count.
            found.retain(|finding| finding.level != Level::Unknown);
            assert!(found.is_empty(), "{found:?} {strength:?} {organisation:?}");
        }
    }
}

fn check_person(person: &PlannedPerson, province: &Province) {
    let today = province.plan().today;
    for (field, value) in &person.fields {
        assert!(field.check(value).is_ok(), "{field:?}: {value}");
    }
    let number = &person.fields[&Field::IdNumber];
    assert!(valid_number(number), "{number}");
    let born = Day::parse(&person.fields[&Field::Born]).unwrap();
    assert_eq!(number[..14], format!("990000{}", born.to_string().replace('-', "")));
    let sequence: i32 = number[14..17].parse().unwrap();
    assert_eq!(person.fields[&Field::Sex], if sequence % 2 == 1 { "1" } else { "2" });
    assert!((1..=998).contains(&sequence));
    assert!(person.registered_on >= province.opened_on() && person.registered_on <= today);
    let mut before = person.registered_on;
    for (on, event) in &person.later {
        let on = on.exact().unwrap();
        assert!(before <= on && on <= today, "{event:?} {person:?}");
        before = on;
    }
}

/// By the remainder of the weighted sum with the check digit itself, as GB 11643 defines it.
fn valid_number(number: &str) -> bool {
    let digits = number.chars().map(|c| if c == 'X' { 10 } else { c.to_digit(10).unwrap() });
    let sum: u32 = digits.rev().zip(0..).map(|(digit, power)| digit * 2_u32.pow(power)).sum();
    number.len() == 18 && sum % 11 == 1
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn provinces_of_any_seed_and_size_are_lawful(seed in any::<u64>(), members in 3_u64..4_000) {
        check(&province(seed, members));
    }

    #[test]
    fn small_provinces_are_lawful(seed in any::<u64>(), members in 3_u64..250, late in 0..30_000) {
        let today = Day::parse("2010-01-01").unwrap().add_days(late);
        check(&Province::new(Plan { members, ..Plan::county(seed, today) }).unwrap());
    }
}

#[test]
fn a_city_is_lawful_and_no_identity_number_comes_twice() {
    let province = province(3, 200_000);
    assert!(province.population() > 215_000, "{}", province.population());
    check(&province);
}

#[test]
fn the_days_of_a_membership_follow_the_admission_rules() {
    for (_, person) in everybody(&province(5, 20_000)) {
        let born = Day::parse(&person.fields[&Field::Born]).unwrap();
        let steps = person.membership.steps();
        let days = [
            (steps.applied_on, born.add_months(18 * 12), 0),
            (steps.candidate_on, steps.activist_on.map_or(Day::MIN, |on| on.lo), 12),
            (steps.admitted_on, born.add_months(18 * 12), 12),
            (steps.regularised_on, steps.admitted_on.map_or(Day::MIN, |on| on.lo), 12),
        ];
        for (on, earliest, months) in days {
            let kept =
                on.is_none_or(|on| earliest == Day::MIN || on.hi >= earliest.add_months(months));
            assert!(kept, "{person:?}");
        }
    }
}

#[test]
fn every_stage_road_and_act_occurs() {
    let mut stages = BTreeMap::new();
    let mut roads = BTreeSet::new();
    let mut events = BTreeSet::new();
    let province = province(11, 50_000);
    let places = Places::of(founded(&province));
    for (held, person) in everybody(&province) {
        for (_, event) in &person.later {
            let json = serde_json::to_value(event).unwrap();
            let word = |key: &str| json.get(key).and_then(|word| word.as_str().map(str::to_owned));
            events.insert(word("kind").unwrap());
        }
        let now = lived(&person, held, &places);
        *stages.entry(now.membership.stage()).or_insert(0) += 1;
        if let xibao_domain::Membership::Left { leaving, .. } = &now.membership {
            roads.insert(leaving.road);
        }
    }
    assert_eq!(stages.len(), Stage::ALL.len(), "{stages:?}");
    assert_eq!(roads.len(), Road::ALL.len(), "{roads:?}");
    let share = f64::from(stages[&Stage::Full]) / f64::from(stages.values().sum::<i32>());
    assert!((0.85..0.91).contains(&share), "{share} {stages:?}");
    for kind in [
        "person-changed",
        "membership-stepped",
        "membership-days-corrected",
        "transfer-opened",
        "transfer-acted",
        "went-mobile",
        "came-back",
        "contacted",
        "contact-lost",
        "search-failed",
    ] {
        assert!(events.contains(kind), "{kind} {events:?}");
    }
}

/// Shares of a hundred members, beside those of the bulletin of the end of 2024.
#[test]
fn margins_are_near_those_of_the_bulletin() {
    let province = province(1, 450_000);
    let today = province.plan().today;
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut members = 0;
    for (place, organisation) in province.organisations().iter().enumerate() {
        for person in province.people(place, id).take(organisation.members) {
            members += 1;
            let mut count = |name, is: bool| *counts.entry(name).or_default() += u32::from(is);
            let born = Day::parse(&person.fields[&Field::Born]).unwrap();
            let age = born.full_months_until(today) / 12;
            let job = person.fields[&Field::Job].as_str();
            count("women", person.fields[&Field::Sex] == "2");
            count("minorities", person.fields[&Field::Ethnic] != "01");
            count("college", person.fields[&Field::Education].as_str() < "40");
            count("to 30", age <= 30);
            count("31 to 35", (31..=35).contains(&age));
            count("36 to 40", (36..=40).contains(&age));
            count("41 to 45", (41..=45).contains(&age));
            count("46 to 50", (46..=50).contains(&age));
            count("51 to 55", (51..=55).contains(&age));
            count("56 to 60", (56..=60).contains(&age));
            count("over 60", age > 60);
            count("workers", job == "工勤技能人员");
            count("farmers", job == "农牧渔民");
            count("professionals", job == "专业技术人员");
            count("managers", job == "管理人员");
            count("officials", job == "党政机关工作人员");
            count("students", job == "学生");
            count("retired", job == "离退休人员");
            count("other", job == "其他职业人员");
        }
    }
    let published = [
        ("women", 30.9),
        ("minorities", 7.7),
        ("college", 57.6),
        ("to 30", 12.2),
        ("31 to 35", 10.7),
        ("36 to 40", 11.4),
        ("41 to 45", 9.7),
        ("46 to 50", 9.0),
        ("51 to 55", 9.4),
        ("56 to 60", 8.6),
        ("over 60", 28.9),
        ("workers", 6.6),
        ("farmers", 26.1),
        ("professionals", 16.3),
        ("managers", 11.5),
        ("officials", 7.6),
        ("students", 2.6),
        ("retired", 21.4),
        ("other", 7.8),
    ];
    let ours = |name| 100.0 * f64::from(counts[name]) / f64::from(members);
    let far: Vec<String> = published
        .iter()
        .filter(|(name, share)| (ours(name) - share).abs() > 2.5)
        .map(|(name, share)| format!("{name}: {share} published, {:.1} here", ours(name)))
        .collect();
    assert!(far.is_empty(), "{far:#?}");
}

#[test]
fn a_million_members_have_fifty_thousand_organisations() {
    let province = province(1, 1_000_000);
    let organisations = province.organisations();
    let count = organisations.len();
    assert!((45_000..=55_000).contains(&count), "{count}");
    let kinds: BTreeSet<OrganisationKind> =
        organisations.iter().map(|organisation| organisation.kind).collect();
    assert_eq!(kinds.len(), OrganisationKind::ALL.len(), "{kinds:?}");
    let sectors: BTreeSet<Sector> =
        organisations.iter().map(|organisation| organisation.sector).collect();
    assert_eq!(sectors.len(), 10, "{sectors:?}");
    assert!(organisations.iter().any(|organisation| organisation.renamed.is_some()));
    assert!(organisations.iter().any(|organisation| organisation.dissolved.is_some()));
    let mut names: Vec<&str> =
        organisations.iter().map(PlannedOrganisation::current_name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "every name is borne once");
    let overdue = organisations.iter().filter_map(|organisation| organisation.term.as_ref());
    let overdue = overdue.filter(|term| term.ends_on() < province.plan().today).count();
    assert!((500..3_000).contains(&overdue), "{overdue}");
}

#[test]
fn who_was_elected_was_a_full_member_and_still_is() {
    let province = province(9, 30_000);
    let organisations = founded(&province);
    let places = Places::of(organisations.clone());
    let mut held = 0;
    for (place, organisation) in province.organisations().iter().enumerate() {
        let Some(term) = &organisation.term else { continue };
        assert!(organisation.founded_on.hi < term.elected_on, "{organisation:?}");
        assert!(!term.posts.is_empty() && term.elected_on <= province.plan().today);
        let leads = matches!(term.posts[0].title, PostTitle::Secretary | PostTitle::GroupLeader);
        assert!(leads, "{term:?}");
        for post in &term.posts {
            let person = province.people(post.organisation, id).nth(post.person).unwrap();
            let steps = person.membership.steps();
            let full = steps.regularised_on.is_some_and(|on| on.lo <= term.elected_on)
                || person.later.iter().any(|(on, _)| on.lo <= term.elected_on);
            assert!(full, "{person:?} {term:?}");
            let now = lived(&person, post.organisation, &places);
            assert_eq!((now.membership.stage(), now.held), (Stage::Full, id(post.organisation)));
            held += 1;
        }
        assert_eq!(organisations[place].posts.len(), term.posts.len());
    }
    assert!(held > 3_000, "{held}");
}

#[test]
fn names_have_two_to_four_characters_a_few_rare_and_some_with_a_dot() {
    let names: Vec<String> = everybody(&province(2, 40_000))
        .map(|(_, person)| person.fields[&Field::Name].clone())
        .collect();
    let share = |is: &dyn Fn(&str) -> bool| {
        let count = names.iter().filter(|name| is(name)).count();
        f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(names.len()).unwrap())
    };
    let rare = share(&|name| name.contains(['㛃', '䶮', '𬭼', '𦝼', '燊']));
    assert!((0.003..0.008).contains(&rare), "{rare}");
    let dotted = share(&|name| name.contains('·'));
    assert!((0.003..0.02).contains(&dotted), "{dotted}");
    let plain = share(&|name| name.contains('·') || (2..=4).contains(&name.chars().count()));
    assert!((1.0 - plain).abs() < f64::EPSILON, "{plain}");
    assert!(names.iter().any(|name| name.starts_with("欧阳")));
}

#[test]
fn the_county_of_demonstrations_is_as_announced() {
    let today = Day::parse(TODAY).unwrap();
    let county = Province::new(Plan::county(1, today)).unwrap();
    let branches = county.organisations().iter().filter(|planned| planned.people > 0).count();
    assert!((35..=50).contains(&branches), "{branches}");
    assert_eq!(county.members(), 800);
    assert_eq!(county.organisations()[0].current_name(), "中共青禾县委员会");
    assert_eq!(Region::new(99), Some(county.plan().region));
    check(&county);
}

#[test]
fn the_same_seed_gives_the_same_province() {
    let (one, again, other) = (province(7, 3_000), province(7, 3_000), province(8, 3_000));
    assert_eq!(one.organisations(), again.organisations());
    let people = |province: &Province| everybody(province).collect::<Vec<_>>();
    assert_eq!(people(&one), people(&again));
    assert_ne!(people(&one), people(&other));
    // Any branch may be asked for at any time.
    let (place, last) = people(&one).pop().unwrap();
    assert_eq!(again.people(place, id).last(), Some(last));
    assert_eq!(one.people(0, id).count() + one.people(usize::MAX, id).count(), 0);
}

#[test]
fn plans_beyond_the_limits_are_refused_with_the_limit() {
    let today = Day::parse(TODAY).unwrap();
    for members in [0, 2, MEMBERS_MAX + 1, u64::MAX] {
        let error = Province::new(Plan { members, ..Plan::county(1, today) }).unwrap_err();
        assert!(matches!(error, SampleError::Members(_)), "{error}");
        assert!(error.zh().contains("5000000") && error.en().contains("5000000"), "{error}");
    }
    for today in ["1890-01-01", "2009-12-31", "2101-01-01"] {
        let today = Day::parse(today).unwrap();
        let error = Province::new(Plan::county(1, today)).unwrap_err();
        assert!(matches!(error, SampleError::Today(_)), "{error}");
    }
}

/// A seed gives the same province for years: whoever changes these lines says so.
#[test]
fn a_seed_gives_what_it_has_always_given() {
    let county = province(1, 800);
    let organisations = county.organisations().iter().take(4).map(|organisation| {
        let (kind, name) = (organisation.kind.id(), organisation.current_name());
        format!("{kind} {name} {} {}", organisation.founded_on, organisation.people)
    });
    let eventful = everybody(&county).filter(|(_, person)| !person.later.is_empty());
    let people =
        everybody(&county).step_by(97).chain(eventful.step_by(20)).map(|(place, person)| {
            let field = |field| person.fields[&field].as_str();
            let (name, number) = (field(Field::Name), field(Field::IdNumber));
            let stage = person.membership.stage().id();
            let later: Vec<String> = person.later.iter().map(|(on, _)| on.to_string()).collect();
            format!("{place} {name} {number} {stage} {} {later:?}", person.registered_on)
        });
    let lines: Vec<String> = organisations.chain(people).collect();
    let expected = [
        "committee 中共青禾县委员会 1950-03-01 0",
        "general-branch 青禾县直属机关党总支 1966-05 0",
        "branch 青禾县直属机关第一党支部 2013-03-09 25",
        "branch 青禾县直属机关第二党支部 1971-03 22",
        "2 何帆舟 990000198507134119 full 2025-05-01 []",
        "7 于辰俊 990000198910012381 full 2025-05-01 []",
        "11 李爱 990000198203208721 full 2025-05-01 []",
        "18 王雅冬 990000199410123397 full 2025-05-01 []",
        "24 韩宁俊 990000196801056589 full 2025-05-01 []",
        "30 高生 990000195704117453 full 2025-05-01 []",
        "36 吴荣根 990000198308224832 full 2025-05-01 []",
        "41 李柏川 990000198501071823 full 2025-05-01 []",
        "46 杨浩竹 990000198305280556 full 2025-05-01 []",
        "49 傅佳 990000197210061938 full 2025-05-01 []",
        r#"2 杨富平 990000199612018210 activist 2025-05-01 ["2025-12-08", "2026-02-23"]"#,
        r#"9 董树根 990000196907230354 full 2025-05-01 ["2026-07-28"]"#,
        r#"19 徐欣荷 990000198707139870 activist 2025-05-01 ["2026-03-02", "2026-07-14"]"#,
        r#"30 彭诗沐 990000198107207219 full 2025-05-01 ["2025-08-14"]"#,
        r#"36 钟芸浩 990000199010148413 applicant 2026-02-20 ["2026-08-01"]"#,
        r#"41 李浩泽 99000019940319826X applicant 2025-05-01 ["2025-08-01"]"#,
        r#"47 蔡明 990000198607051388 full 2025-05-01 ["2025-07-30"]"#,
    ];
    assert_eq!(lines, expected);
}
