//! One million dossiers by fourteen rules: the compiled rulebook, a plain checker and a vectorised
//! one, on the same data, in one thread, with bit-identical verdicts; then files to findings.

mod civil;
mod dossiers;
mod engine;
mod files;
mod plain;
mod vectorised;

use anyhow::{Context, Result, ensure};
use dossiers::Dossiers;
use std::time::{Duration, Instant};

/// Counted runs of each checker; the median is printed.
const RUNS: usize = 7;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let count = match arguments {
        [] => 1_000_000,
        [flag, number] if flag == "--dossiers" => {
            number.parse().with_context(|| format!("--dossiers {number}: write a whole number"))?
        }
        _ => anyhow::bail!("usage: cargo xtask bench examine [--dossiers N]"),
    };
    verdicts(count)?;
    files::run(count)
}

fn verdicts(count: usize) -> Result<()> {
    println!("{count} generated dossiers, 14 rules, 15 bits, one thread, medians of {RUNS} runs\n");
    let dossiers = Dossiers::generate(count, 20_261_124);
    let engine = engine::Engine::new(&dossiers)?;

    let mut plain = vec![0; count];
    let mut vectorised = vec![0; count];
    let mut compiled = vec![0; count];
    // In turn, so that a slow spell of the machine falls on all three.
    let (mut plain_times, mut vectorised_times, mut compiled_times) = (vec![], vec![], vec![]);
    for _ in 0..RUNS {
        plain_times.push(time(|| plain::check(&dossiers, &mut plain)));
        vectorised_times.push(time(|| vectorised::check(&dossiers, &mut vectorised)));
        compiled_times.push(time(|| engine.check(&mut compiled)));
    }
    ensure!(plain == vectorised, "the plain and the vectorised checker disagree");
    if let Some(row) = (0..count).find(|row| plain.get(*row) != compiled.get(*row)) {
        anyhow::bail!(
            "the engine disagrees at dossier {row}: {:015b} by hand, {:015b} compiled",
            plain.get(row).copied().unwrap_or_default(),
            compiled.get(row).copied().unwrap_or_default()
        );
    }
    let flagged = plain.iter().filter(|mask| **mask != 0).count();
    println!("bit-identical verdicts; {flagged} dossiers with at least one breach");
    for bit in 0..15 {
        let hits = plain.iter().filter(|mask| **mask >> bit & 1 == 1).count();
        ensure!(hits > 0, "rule bit {bit} never fires on this data, so nothing was compared");
    }
    let limit = rate(count, &mut vectorised_times);
    report("plain loop by hand", rate(count, &mut plain_times), limit);
    report("compiled rulebook (the engine)", rate(count, &mut compiled_times), limit);
    report("vectorised by hand", limit, limit);
    let (rules, speed) = engine::whole_rulebook(count.min(200_000))?;
    println!(
        "{:<34}{:>8.1} million a second",
        format!("whole cpc rulebook ({rules} rules)"),
        speed
    );
    Ok(())
}

fn time(mut check: impl FnMut()) -> Duration {
    let start = Instant::now();
    check();
    start.elapsed()
}

/// Millions of dossiers a second at the median time.
fn rate(count: usize, times: &mut [Duration]) -> f64 {
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    precise(count) / median.as_secs_f64() / 1e6
}

fn report(name: &str, speed: f64, limit: f64) {
    println!("{name:<34}{speed:>8.1} million a second{:>8.2} of the limit", speed / limit);
}

/// A count as a fraction-capable number; counts here are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
fn precise(count: usize) -> f64 {
    count as f64
}
