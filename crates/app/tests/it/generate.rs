//! A generated county is a register like any other.

use xibao_roster::write::{Encoding, Form, Format};
use xibao_sample::province::{Plan, Province};

use crate::chance::asked;
use crate::import::request;
use crate::support::{Bench, purpose};

on_both_engines!(
    a_generated_county_is_clean_and_rebuilds_to_itself,
    an_export_of_a_county_comes_back_without_a_change,
);

async fn a_generated_county_is_clean_and_rebuilds_to_itself(bench: Bench) {
    let register = &bench.register;
    let province = Province::new(Plan::county(7, register.today())).unwrap();
    let planned = province.population();
    let done = register.generate(purpose("generate"), province, &mut |_| {}).await.unwrap();
    assert_eq!(done.people, planned);
    bench.clean().await;
    let before = register.search("王", None, 200).await.unwrap().people.len();
    register.rebuild(&mut |_| {}).await.unwrap();
    bench.clean().await;
    assert_eq!(register.search("王", None, 200).await.unwrap().people.len(), before);
    let again = Province::new(Plan::county(8, register.today())).unwrap();
    assert!(register.generate(purpose("generate"), again, &mut |_| {}).await.is_err());
}

/// Every person of a synthetic county, with every field there is, out and in again.
async fn an_export_of_a_county_comes_back_without_a_change(bench: Bench) {
    let register = &bench.register;
    let seed = asked("XIBAO_SEED", 20_261_124);
    let plan = Plan { members: 300, ..Plan::county(seed, register.today()) };
    register
        .generate(purpose("generate"), Province::new(plan).unwrap(), &mut |_| {})
        .await
        .unwrap();
    let county = register.roots().await.unwrap()[0].organisation.id;
    let facts = register.verify(&mut |_| {}).await.unwrap().facts;
    for (form, format, name) in [
        (Form::FirstGeneration, Format::Xlsx, "one.xlsx"),
        (Form::SecondGeneration, Format::Csv(Encoding::Gb18030), "two.csv"),
    ] {
        let out = bench.folder.path().join(name);
        let written = register.export(county, form, format, &out, false).await.unwrap();
        let preview = register.preview(request(out, county), &mut |_| {}).await.unwrap();
        let rows = preview.summary.rows;
        let lines = register.preview_lines(preview.id, -1, 1_000).await.unwrap();
        let other: Vec<_> = lines.iter().filter(|line| line.1 != "same").take(5).collect();
        assert_eq!(rows.same, written, "{name} {rows:?} {other:#?}");
        let done = register.commit("测试员", preview.id, true, &mut |_| {}).await.unwrap();
        assert_eq!((done.entered, done.changed), (0, 0));
    }
    bench.clean().await;
    assert_eq!(register.verify(&mut |_| {}).await.unwrap().facts, facts);
}
