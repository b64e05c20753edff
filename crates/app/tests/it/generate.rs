//! A generated county is a register like any other.

use xibao_sample::province::{Plan, Province};

use crate::support::{Bench, purpose};

on_both_engines!(a_generated_county_is_clean_and_rebuilds_to_itself,);

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
