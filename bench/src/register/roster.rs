//! A roster file in two acts, into an empty register of its own: preview, then commit.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, Result};
use xibao_app::{Founding, ImportRequest, Purpose};
use xibao_domain::{OrganisationId, OrganisationKind, Region};
use xibao_roster::verdict::Known;
use xibao_roster::write::{self, Encoding, Form, Format};
use xibao_rulebook::Dated;
use xibao_sample::province::{Plan, Province};

use super::Setup;
use super::load::SEED;

/// People in the file, at most.
const PEOPLE_MAX: u64 = 200_000;

pub(super) async fn run(setup: &Setup) -> Result<()> {
    let file = setup.folder.join("roster.csv");
    let members = setup.members.min(PEOPLE_MAX);
    let keys = setup.folder.join("roster.keys");
    // On PostgreSQL the file comes into a SQLite register all the same: the address has one
    // database, and it is full.
    let place = xibao_app::Place::File(setup.folder.join("roster.db"));
    let register = setup.create(&place, &keys).await?;
    let plan = Plan {
        seed: SEED,
        members,
        region: Region::new(99).unwrap_or_default(),
        today: register.today(),
    };
    let province = Province::new(plan)?;
    let (top, people) = found(&register, &province, &file).await?;
    let request = ImportRequest { path: file, sheet: None, within: top, actor: "bench".to_owned() };
    let start = Instant::now();
    let preview = register.preview(request, &mut |_| {}).await?;
    let first = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let done = register.commit("bench", preview.id, true, &mut |_| {}).await?;
    let second = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "rates to print")]
    let rates = (people as f64 / first, done.entered as f64 / second);
    println!(
        "roster: {people} rows of csv: preview {first:.1} s ({:.0}/s), commit {second:.1} s \
         ({:.0}/s), entered {}",
        rates.0, rates.1, done.entered
    );
    register.close().await;
    Ok(())
}

/// Founds the branches and writes the file of their members.
async fn found(
    register: &xibao_app::Register,
    province: &Province,
    file: &std::path::Path,
) -> Result<(OrganisationId, u64)> {
    let region = province.plan().region;
    let on = Dated::on(register.today());
    let founding = |name: &str, kind, parent| Founding {
        name: name.to_owned(),
        kind,
        parent,
        region: Some(region),
        split_from: None,
        card: BTreeMap::new(),
    };
    let purpose = || Purpose::of("bench", "founded");
    let top = founding("测试委员会", OrganisationKind::Committee, None);
    let top = register.found(purpose(), top, on).await?;
    let mut people = Vec::new();
    for (place, planned) in province.organisations().iter().enumerate() {
        if !planned.kind.holds_members() || planned.people == 0 {
            continue;
        }
        let name = format!("{}{place}", planned.current_name());
        let branch = founding(&name, OrganisationKind::Branch, Some(top));
        register.found(purpose(), branch, on).await?;
        for person in province.people(place, |_| top) {
            let stage = person.membership.stage();
            let steps = person.membership.steps().clone();
            if !stage.is_member() {
                continue;
            }
            let mut known = Known::new(person.fields, stage, steps);
            known.branch = Some(name.clone());
            people.push(known);
        }
    }
    let format = Format::Csv(Encoding::Utf8);
    write::people(Form::SecondGeneration, &people, format, file, false)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("the roster file")?;
    Ok((top, people.len() as u64))
}
