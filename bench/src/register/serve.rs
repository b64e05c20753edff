//! Fifty readers and two writers at once: open a person, a roster page of fifty, a search by part
//! of a name. First without a pause between requests, which measures throughput; then each reader
//! with a pause, as people have, which measures how long a page takes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use xibao_app::{Purpose, Register, RosterOrder};
use xibao_domain::{Field, OrganisationId, OrganisationKind, PersonId};
use xibao_rulebook::Dated;

use super::Setup;

const READERS: u64 = 50;
const WRITERS: u64 = 2;
const SPELL: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(100);
const WRITER_PAUSE: Duration = Duration::from_millis(20);
/// People and organisations that are asked for.
const TARGETS: usize = 2_000;
/// Parts of names that are searched for; common and rare.
const PARTS: &[&str] = &["建国", "秀英", "明", "wangli", "zhangw", "㛃", "军", "丽华", "lj"];

struct Targets {
    people: Vec<PersonId>,
    branches: Vec<OrganisationId>,
    larger: Vec<OrganisationId>,
}

#[derive(Default)]
struct Times {
    person: Vec<Duration>,
    roster: Vec<Duration>,
    search: Vec<Duration>,
}

pub(super) async fn run(setup: &Setup) -> Result<()> {
    let register = setup.open().await?;
    let targets = Arc::new(targets(&register).await?);
    for pause in [None, Some(PAUSE)] {
        spell(&register, &targets, pause).await?;
    }
    register.close().await;
    Ok(())
}

/// A spread of people, branches and larger organisations.
async fn targets(register: &Register) -> Result<Targets> {
    let root = register.roots().await?.into_iter().next().context("an empty register")?;
    let all = register.subtree(root.organisation.id).await?;
    let mut targets = Targets { people: vec![], branches: vec![], larger: vec![] };
    let step = (all.len() / TARGETS).max(1);
    for row in all.iter().step_by(step) {
        let id = row.organisation.id;
        if row.organisation.kind.holds_members() && row.held > 0 {
            targets.branches.push(id);
            let page = register.roster(id, RosterOrder::Strokes, None, 5).await?;
            targets.people.extend(page.people.iter().map(|row| row.person.id));
        } else if matches!(row.organisation.kind, OrganisationKind::Committee) {
            targets.larger.push(id);
        }
    }
    targets.larger.push(root.organisation.id);
    ensure!(!targets.people.is_empty(), "nobody is in the register");
    Ok(targets)
}

async fn spell(register: &Register, targets: &Arc<Targets>, pause: Option<Duration>) -> Result<()> {
    let over = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut readers = Vec::new();
    for nth in 0..READERS {
        let (register, targets, over) = (register.clone(), targets.clone(), over.clone());
        readers.push(tokio::spawn(read(register, targets, over, pause, nth)));
    }
    let mut writers = Vec::new();
    for nth in 0..WRITERS {
        let (register, targets, over) = (register.clone(), targets.clone(), over.clone());
        writers.push(tokio::spawn(write(register, targets, over, written.clone(), nth)));
    }
    tokio::time::sleep(SPELL).await;
    over.store(true, Ordering::Relaxed);
    let mut all = Times::default();
    for reader in readers {
        let times = reader.await??;
        all.person.extend(times.person);
        all.roster.extend(times.roster);
        all.search.extend(times.search);
    }
    let mut changes = Vec::new();
    for writer in writers {
        changes.extend(writer.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    let reads = all.person.len() + all.roster.len() + all.search.len();
    #[expect(clippy::cast_precision_loss, reason = "rates to print")]
    let rates = (reads as f64 / seconds, written.load(Ordering::Relaxed) as f64 / seconds);
    match pause {
        None => println!("serve: 50 readers without a pause, 2 writers: {:.0} pages/s", rates.0),
        Some(pause) => println!(
            "serve: 50 readers with a pause of {} ms, 2 writers: {:.0} pages/s",
            pause.as_millis(),
            rates.0
        ),
    }
    for (name, times) in [
        ("open a person", &mut all.person),
        ("roster page of 50", &mut all.roster),
        ("search by part of a name", &mut all.search),
        ("record a change", &mut changes),
    ] {
        times.sort_unstable();
        println!(
            "  {name}: median {:.2} ms, 95th {:.2} ms, 99th {:.2} ms of {}",
            at(times, 50),
            at(times, 95),
            at(times, 99),
            times.len()
        );
    }
    println!("  {:.0} changes/s", rates.1);
    Ok(())
}

fn at(times: &[Duration], percent: usize) -> f64 {
    let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

async fn read(
    register: Register,
    targets: Arc<Targets>,
    over: Arc<AtomicBool>,
    pause: Option<Duration>,
    nth: u64,
) -> Result<Times> {
    let mut chance = ChaCha8Rng::seed_from_u64(nth);
    let mut times = Times::default();
    let today = register.today();
    while !over.load(Ordering::Relaxed) {
        if let Some(pause) = pause {
            // Spread over the pause, so that readers do not march in step.
            let millis = u64::try_from(pause.as_millis()).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(chance.random_range(0..=2 * millis))).await;
        }
        let kind = chance.next_u32() % 3;
        let larger = chance.next_u32() % 4 == 0;
        let list = if larger { &targets.larger } else { &targets.branches };
        let place = pick(&mut chance, list)?;
        let person = pick(&mut chance, &targets.people)?;
        let part = *PARTS.get(chance.random_range(0..PARTS.len())).context("no part")?;
        let start = Instant::now();
        match kind {
            0 => {
                register.person_view(person, today).await?;
                times.person.push(start.elapsed());
            }
            1 => {
                register.roster(place, RosterOrder::Strokes, None, 50).await?;
                times.roster.push(start.elapsed());
            }
            _ => {
                let within = (chance.next_u32() % 2 == 0).then_some(place);
                register.search(part, within, 50).await?;
                times.search.push(start.elapsed());
            }
        }
    }
    Ok(times)
}

fn pick<T: Copy>(chance: &mut ChaCha8Rng, list: &[T]) -> Result<T> {
    ensure!(!list.is_empty(), "nothing to ask for");
    list.get(chance.random_range(0..list.len())).copied().context("no target")
}

async fn write(
    register: Register,
    targets: Arc<Targets>,
    over: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
    nth: u64,
) -> Result<Vec<Duration>> {
    let mut chance = ChaCha8Rng::seed_from_u64(1_000 + nth);
    let mut times = Vec::new();
    let on = Dated::on(register.today());
    while !over.load(Ordering::Relaxed) {
        let person = pick(&mut chance, &targets.people)?;
        let remark = format!("{}", chance.next_u32());
        let changes = BTreeMap::from([(Field::Remark, Some(remark))]);
        let start = Instant::now();
        register.edit_person(Purpose::of("bench", "edit"), person, &changes, on).await?;
        times.push(start.elapsed());
        written.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(WRITER_PAUSE).await;
    }
    Ok(times)
}
