//! Random histories, sense and nonsense, beside an onlooker with paper and pencil. The register
//! must do what the onlooker expects and be what the onlooker has noted; an undo must bring back
//! the very rows that were there before. `XIBAO_SIMULATION_STEPS` makes it longer, `XIBAO_SEED`
//! makes it another one. A history that fails is made shorter before it is told.

mod audit;
mod command;
mod draw;
mod play;
mod rules;
mod world;

use std::time::Instant;

use crate::chance::asked;
use crate::support::Bench;
use play::{History, Play};

on_both_engines!(any_history_is_what_an_onlooker_notes, any_tree_is_that_of_its_parents);

/// Steps between two audits of everything.
const AUDIT_EVERY: usize = 100;
/// Shorter histories that are tried when one has failed.
const ATTEMPTS: usize = 60;

async fn any_history_is_what_an_onlooker_notes(bench: Bench) {
    simulate(&bench, History::Whole, asked("XIBAO_SIMULATION_STEPS", 300)).await;
}

async fn any_tree_is_that_of_its_parents(bench: Bench) {
    simulate(&bench, History::Tree, asked("XIBAO_SIMULATION_STEPS", 150)).await;
}

async fn simulate(bench: &Bench, kind: History, steps: u64) {
    let steps: Vec<u64> = (0..steps).collect();
    let seed = asked("XIBAO_SEED", 20_261_124);
    let begun = Instant::now();
    let Err(first) = told(bench, kind, seed, &steps).await else {
        let each = begun.elapsed() / u32::try_from(steps.len()).unwrap();
        return eprintln!("{kind:?}: {} steps, {each:?} each, seed {seed}", steps.len());
    };
    let (shortest, last) = shortened(bench, kind, seed, steps, first).await;
    panic!("{kind:?}: seed {seed}, steps {shortest:?}:\n{last}");
}

/// Plays a history; what went wrong, if anything did.
async fn told(bench: &Bench, kind: History, seed: u64, steps: &[u64]) -> Result<(), String> {
    let mut play = Play::new(bench, seed).await;
    let log = play.log.clone();
    let steps = steps.to_vec();
    let played = tokio::spawn(async move {
        for (nth, step) in steps.iter().enumerate() {
            play.step(kind, *step).await;
            if (nth + 1) % AUDIT_EVERY == 0 {
                play.audit().await;
            }
        }
        play.audit().await;
        play.register.close().await;
    });
    played.await.map_err(|error| {
        let panicked = error.into_panic();
        let what = panicked.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panicked.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        format!("{}\n{}", log.lock().unwrap().join("\n"), what.unwrap_or_default())
    })
}

/// Leaves out what can be left out while it still goes wrong.
async fn shortened(
    bench: &Bench,
    kind: History,
    seed: u64,
    mut steps: Vec<u64>,
    mut last: String,
) -> (Vec<u64>, String) {
    let mut size = steps.len() / 2;
    let mut attempts = 0;
    while size > 0 {
        let mut from = 0;
        while from < steps.len() && attempts < ATTEMPTS {
            attempts += 1;
            let mut fewer = steps.clone();
            fewer.drain(from..(from + size).min(steps.len()));
            match told(bench, kind, seed, &fewer).await {
                Err(error) => (steps, last) = (fewer, error),
                Ok(()) => from += size,
            }
        }
        size /= 2;
    }
    (steps, last)
}
