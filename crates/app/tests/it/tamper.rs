//! Somebody edits the database past the program: verification finds it and tells where.

use xibao_app::Register;
use xibao_domain::{Case, Field, OrganisationId, OrganisationKind, PersonId};
use xibao_rulebook::bundled;
use xibao_store::Store;

use crate::ground::Beside;
use crate::support::{Bench, Fixed, day, founding, new_member, purpose};

on_both_engines!(every_edit_past_the_program_is_found_where_it_was_made);

struct Scene {
    register: Register,
    beside: Beside,
    branch: OrganisationId,
    one: PersonId,
    two: PersonId,
}

async fn scene(bench: &Bench) -> Scene {
    let place = bench.another().await;
    let store = Store::create(&place).await.unwrap();
    let book = bundled::cpc().unwrap();
    let register =
        Register::of(store, &bench.ring, book, std::sync::Arc::new(Fixed::default())).unwrap();
    let on = day("2026-11-24");
    let county = founding("青禾县委", OrganisationKind::Committee, None);
    let county = register.found(purpose("found"), county, on).await.unwrap();
    let branch = founding("东街支部", OrganisationKind::Branch, Some(county));
    let branch = register.found(purpose("found"), branch, on).await.unwrap();
    let mut people = Vec::new();
    for name in ["王建国", "单青"] {
        let person = new_member(name, branch);
        people.push(register.register_person(purpose("new"), person, on).await.unwrap());
    }
    for remark in ["第一条", "第二条"] {
        let change = [(Field::Remark, Some(remark.to_owned()))].into();
        register.edit_person(purpose("edit"), people[0], &change, on).await.unwrap();
    }
    let beside = Beside::at(&place).await;
    Scene { register, beside, branch, one: people[0], two: people[1] }
}

/// An edit, and the beginnings of the places that verification must tell.
type Edit = (&'static str, &'static str, &'static [&'static str]);

const EDITS: &[Edit] = &[
    (
        "a fact's content",
        "UPDATE fact SET body = REPLACE(body, '第一条', '第九条') WHERE case_id = {one} AND seq = 2",
        &["fact {fact2} (2 of {case})"],
    ),
    (
        "a fact's day",
        "UPDATE fact SET happened_on = '2020-01-01' WHERE case_id = {one} AND seq = 3",
        &["fact {fact3} (3 of {case})"],
    ),
    (
        "a fact's author",
        "UPDATE fact SET actor = '别人' WHERE case_id = {one} AND seq = 3",
        &["fact {fact3} (3 of {case})"],
    ),
    (
        "a fact in the middle is gone",
        "DELETE FROM fact WHERE case_id = {one} AND seq = 2",
        &["fact {fact3} (3 of {case})", "batch {batch2} "],
    ),
    (
        "the last fact is gone",
        "DELETE FROM fact WHERE case_id = {one} AND seq = 3",
        &["batch {batch3} ", "person {one}"],
    ),
    (
        "the last fact is gone and the register made to fit",
        "DELETE FROM fact WHERE case_id = {one} AND seq = 3; \
         UPDATE person SET revision = 2, state = REPLACE(state, '第二条', '第一条') \
         WHERE id = {one}",
        &["batch {batch3} "],
    ),
    (
        "a person is gone with every fact",
        "DELETE FROM fact WHERE case_id = {two}; DELETE FROM person WHERE id = {two}",
        &["batch {batchtwo} ", "organisation {branch}", "person_search"],
    ),
    (
        "a batch is gone",
        "DELETE FROM batch WHERE id = {batch2id}",
        &["batch {batch3} ", "batch {batch2} "],
    ),
    (
        "a batch is gone with its facts",
        "DELETE FROM batch WHERE id = {batch2id}; DELETE FROM fact WHERE batch_id = {batch2id}",
        &["batch {batch3} ", "fact {fact3} "],
    ),
    (
        "the last batch is gone with its facts",
        "DELETE FROM batch WHERE id = {batch3id}; DELETE FROM fact WHERE batch_id = {batch3id}",
        &["head 99"],
    ),
    (
        "the last batch is gone and the head set back",
        "DELETE FROM batch WHERE id = {batch3id}; DELETE FROM fact WHERE batch_id = {batch3id}; \
         UPDATE head SET batches = batches - 1",
        &["head 99"],
    ),
    (
        "a batch's author",
        "UPDATE batch SET actor = '别人' WHERE id = {batch2id}",
        &["batch {batch2} "],
    ),
    (
        "two people's sealed values are swapped in the facts",
        "CREATE TEMPORARY TABLE swapped AS SELECT case_id, body FROM fact \
         WHERE seq = 1 AND case_id IN ({one}, {two}); \
         UPDATE fact SET body = (SELECT body FROM swapped WHERE swapped.case_id <> fact.case_id) \
         WHERE seq = 1 AND case_id IN ({one}, {two})",
        &["fact {fact1} (1 of {case})", "fact {facttwo} ", "person {one}", "person {two}"],
    ),
    (
        "two people's sealed values are swapped in the register",
        "CREATE TEMPORARY TABLE swapped AS SELECT id, state FROM person; \
         UPDATE person SET state = (SELECT state FROM swapped WHERE swapped.id <> person.id)",
        &["person {one}", "person {two}"],
    ),
    (
        "a name in the register alone",
        "UPDATE person SET name = '王建军' WHERE id = {one}",
        &["person {one}"],
    ),
    (
        "a person's row that nobody can read",
        "UPDATE person SET state = '{}' WHERE id = {one}",
        &["person {one}"],
    ),
    (
        "an organisation's row that nobody can read",
        "UPDATE organisation SET state = '{}' WHERE id = {branch}",
        &["organisation {branch}"],
    ),
    (
        "a fact that nobody can read",
        "UPDATE fact SET body = '{}' WHERE case_id = {one} AND seq = 2",
        &["fact {fact2} (2 of {case})", "{case}"],
    ),
    (
        "a stage in the register alone",
        "UPDATE person SET stage = 'left' WHERE id = {one}",
        &["person {one}"],
    ),
    (
        "an order in the register alone",
        "UPDATE person SET stroke_key = pinyin_key WHERE id = {one}",
        &["person {one}"],
    ),
    (
        "a person is gone from the register alone",
        "DELETE FROM person WHERE id = {one}",
        &["person {one}", "person_search"],
    ),
    (
        "the count of a branch",
        "UPDATE organisation SET held = held + 1 WHERE id = {branch}",
        &["organisation {branch}"],
    ),
    (
        "an organisation's name in the register alone",
        "UPDATE organisation SET name = '西街支部' WHERE id = {branch}",
        &["organisation {branch}"],
    ),
    (
        "an organisation's place in the tree",
        "UPDATE organisation SET position = 0, last = 0 WHERE id = {branch}",
        &["organisation {branch}"],
    ),
    (
        "an organisation's parent in the register alone",
        "UPDATE organisation SET parent = id WHERE id = {branch}",
        &["organisation {branch}"],
    ),
    (
        "an organisation is dissolved in the register alone",
        "UPDATE organisation SET active = 0 WHERE id = {branch}",
        &["organisation {branch}"],
    ),
    (
        "an organisation's founding is gone",
        "DELETE FROM fact WHERE case_id = {branch} AND seq = 1",
        &["organisation {branch}", "batch {batchbranch} "],
    ),
    ("the index of names", "DELETE FROM person_search", &["person_search"]),
];

impl Scene {
    /// What the words in braces stand for.
    async fn words(&self) -> Vec<(String, String)> {
        let mut words = Vec::new();
        let mut add = |word: &str, text: String| words.push((format!("{{{word}}}"), text));
        for (word, case) in [
            ("one", Case::Person(self.one)),
            ("two", Case::Person(self.two)),
            ("branch", Case::Organisation(self.branch)),
        ] {
            let facts = self.register.facts_of(case).await.unwrap();
            for fact in &facts {
                let word = if word == "one" { fact.seq.to_string() } else { word.to_owned() };
                add(&format!("batch{word}id"), self.beside.blob(&fact.batch.to_string()));
                add(&format!("batch{word}"), fact.batch.to_string());
                add(&format!("fact{word}"), fact.id.to_string());
            }
        }
        add("case", format!("{:?}", Case::Person(self.one)));
        words
    }
}

async fn every_edit_past_the_program_is_found_where_it_was_made(bench: Bench) {
    for (what, edit, places) in EDITS {
        let mut scene = scene(&bench).await;
        let words = scene.words().await;
        let spelt = |text: &str, id: &dyn Fn(String) -> String| {
            let mut text = text.to_owned();
            for (word, meaning) in &words {
                text = text.replace(word, meaning);
            }
            text.replace("{one}", &id(scene.one.to_string()))
                .replace("{two}", &id(scene.two.to_string()))
                .replace("{branch}", &id(scene.branch.to_string()))
        };
        let blob = |id: String| scene.beside.blob(&id);
        let edit = spelt(edit, &blob);
        let places: Vec<String> = places.iter().map(|place| spelt(place, &|id| id)).collect();
        scene.beside.run(&edit).await;
        let found = scene.register.verify(&mut |_| {}).await.unwrap();
        assert!(!found.is_clean(), "{what} is not found");
        for place in places {
            let told = found.faults.iter().any(|fault| fault.place.starts_with(&place));
            assert!(told, "{what}: {place} is not told\n{found:#?}");
        }
        scene.register.close().await;
    }
}
