//! Fills a register: validation, encryption, facts with their macs, registers, index of names.

use std::time::Instant;

use anyhow::Result;
use xibao_app::Purpose;
use xibao_domain::Region;
use xibao_sample::province::{Plan, Province};

use super::Setup;

pub(super) const SEED: u64 = 20_261_124;

pub(super) async fn run(setup: &Setup) -> Result<()> {
    let register = setup.create(&setup.place(), &setup.keys()).await?;
    let plan = Plan {
        seed: SEED,
        members: setup.members,
        region: Region::new(99).unwrap_or_default(),
        today: register.today(),
    };
    let start = Instant::now();
    let province = Province::new(plan)?;
    println!("load: tree planned in {:.1} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let purpose = Purpose::of("bench", "generate");
    let done = register.generate(purpose, province, &mut |_| {}).await?;
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate to print")]
    let rate = done.people as f64 / seconds;
    println!(
        "  {} people in {} organisations, one batch: {seconds:.1} s, {rate:.0} people/s",
        done.people, done.organisations
    );
    register.close().await;
    if let xibao_app::Place::File(path) = setup.place() {
        println!("  file of {} MB", std::fs::metadata(path)?.len() >> 20);
    }
    Ok(())
}
