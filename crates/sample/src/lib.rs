//! Synthetic dossiers of admission with planted breaches, seeded, in every format the examiner
//! reads; and synthetic counties and provinces ([`province`]) for the register.
//!
//! ```
//! use xibao_sample::{SampleOptions, bundled_options, dossiers};
//! let options = SampleOptions { count: 3, ..bundled_options() };
//! assert_eq!(dossiers(&options).count(), 3);
//! ```
//!
//! Everything is invented. Names are drawn from short lists, identity numbers bear a region that
//! does not exist, and no two of the first million dossiers of a seed have the same. A dossier
//! depends on the seed and its own number alone, so the first hundred of a million are the hundred
//! of a hundred.
//!
//! A dossier without a planted breach gives no finding on the day for which it was made, neither
//! from its case nor from its row in a table. What was planted is written beside the data, one
//! JSON object a line: `{"id","row","rule","level"}`. A table shows less than a case; the file
//! beside a table lists only what a row still shows:
//!
//! - of two rounds of conversion a row gives the last, so a second extension is not listed;
//! - ballots by show of hands have no column and are not listed;
//! - a talk that is overdue leaves its cell empty and is listed: the day of the examination
//!   tells that it is late;
//! - a day known to the month is `2025-09` in CSV and XLSX and empty in Parquet, whose column
//!   holds days; both leave the rule unsettled and are listed.

mod case;
mod dice;
mod error;
mod facts;
mod people;
mod permutation;
mod plant;
pub mod province;
mod table;
mod timeline;
mod workdays;
mod write;

pub use case::CaseRecord;
pub use error::SampleError;
pub use facts::{Facts, Resolution, Round, SampleDossier, Step, Tally, Transfer};
pub use people::{IdNumber, Name, Sex};
pub use plant::Planted;
pub use table::{Cell, HEADERS};
pub use write::{
    CsvEncoding, Format, Progress, Written, write, write_csv, write_jsonl, write_parquet,
    write_xlsx,
};

use dice::Dice;
use people::Person;
use plant::{SPECS, Spec};
use timeline::Timeline;
use workdays::Workdays;
use xibao_rulebook::{Day, bundled};

/// The procedure of which dossiers are made.
pub const PROCEDURE: &str = "admission";

/// Lives are tried until one lets the breach show; rarely does it take more than a few.
const TRIES: u32 = 200;

/// How long ago the earliest application of a dossier can be, in days.
const REACH_DAYS: i32 = 78 * 30;

/// What to generate.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleOptions {
    /// The seed: the same seed gives the same dossiers on every platform.
    pub seed: u64,
    /// How many dossiers.
    pub count: u64,
    /// The chance that a dossier gets a planted breach.
    pub breach_rate: f64,
    /// The day of the examination; from 2021 on, so that every life falls under an edition that
    /// the rulebook knows. Before 2026-05-18, the breaches of the 2026 edition are not planted.
    pub today: Day,
}

impl SampleOptions {
    /// The chance of a planted breach unless another is asked for.
    pub const DEFAULT_BREACH_RATE: f64 = 0.2;

    /// So many dossiers of a seed for a day, with the usual share of breaches.
    pub fn new(seed: u64, count: u64, today: Day) -> SampleOptions {
        SampleOptions { seed, count, breach_rate: Self::DEFAULT_BREACH_RATE, today }
    }
}

/// The options of the sample that comes with the program: a hundred dossiers.
pub fn bundled_options() -> SampleOptions {
    SampleOptions {
        seed: 20_260_518,
        count: 100,
        breach_rate: 0.25,
        today: Day::from_number(20_781),
    }
}

/// The dossiers, one after another.
///
/// Working days are those of the bundled rulebook.
pub fn dossiers(options: &SampleOptions) -> impl Iterator<Item = SampleDossier> + use<> {
    // The tests prove that the bundled rulebook reads; without it, weekends alone are off.
    let calendar = bundled::cpc().map(|book| book.calendar).unwrap_or_default();
    let generator =
        Generator { options: options.clone(), workdays: Workdays::new(&calendar, options.today) };
    (0..options.count).map(move |number| generator.dossier(number))
}

struct Generator {
    options: SampleOptions,
    workdays: Workdays,
}

impl Generator {
    fn dossier(&self, number: u64) -> SampleDossier {
        let mut dice = Dice::new(self.options.seed, number);
        let spec = self.draw_spec(&mut dice);
        let person = Person::draw(&mut dice, self.options.seed, number);
        let mut timeline = Timeline {
            dice: &mut dice,
            workdays: &self.workdays,
            today: self.options.today,
            plant: spec.map(|spec| spec.plant),
            person,
            facts: Facts::default(),
        };
        let mut planted = Vec::new();
        let mut born = None;
        if let Some(spec) = spec {
            born = self.plant(&mut timeline, spec);
            planted.extend(born.map(|_| spec.planted));
        }
        let born = born.unwrap_or_else(|| {
            timeline.plant = None;
            let days = timeline.dice.between(10, REACH_DAYS);
            timeline.run(self.options.today.add_days(-days))
        });
        debug_assert!(timeline.facts.has(Step::ApplicationSubmitted), "a life has begun");
        SampleDossier {
            id: format!("S{:07}", number + 1),
            today: self.options.today,
            name: person.name,
            sex: person.sex,
            born,
            id_number: person.id_number(born),
            branch: person.branch,
            facts: timeline.facts,
            planted,
        }
    }

    fn draw_spec(&self, dice: &mut Dice) -> Option<&'static Spec> {
        if !dice.chance(self.options.breach_rate) {
            return None;
        }
        let index = dice.below(i32::try_from(SPECS.len()).unwrap_or(0));
        let spec = usize::try_from(index).ok().and_then(|index| SPECS.get(index))?;
        plant::is_possible(spec.plant, self.options.today).then_some(spec)
    }

    /// Tries lives until the breach shows; the birth of the one that does.
    fn plant(&self, timeline: &mut Timeline<'_>, spec: &Spec) -> Option<Day> {
        let (least, most) = spec.began;
        for _ in 0..TRIES {
            let days = timeline.dice.between(least * 30, most * 30);
            let born = timeline.run(self.options.today.add_days(-days));
            if spec.plant.shows(&timeline.facts, self.options.today) {
                return Some(born);
            }
        }
        None
    }
}
