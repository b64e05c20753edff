//! An undo puts nobody and nothing where nobody and nothing can be.

use xibao_app::{AppError, Founding, Letter};
use xibao_domain::TransferAct;
use xibao_domain::person::PersonEvent;
use xibao_domain::{BatchId, OrganisationId, OrganisationKind, PersonId, Receipt, Region};

use crate::support::{Bench, day, founding, purpose};

on_both_engines!(
    nobody_comes_back_to_a_dissolved_branch,
    no_organisation_comes_back_under_itself,
    no_organisation_comes_back_under_a_dissolved_one,
    a_founding_is_not_undone_while_somebody_is_on_the_way_there,
    a_person_comes_back_from_another_region_and_numbers_go_on,
);

fn on() -> xibao_rulebook::Dated {
    day("2026-11-24")
}

impl Bench {
    async fn last(&self) -> BatchId {
        self.register.recent_batches(1).await.unwrap()[0].id
    }

    async fn refused_undo(&self, batch: BatchId) -> &'static str {
        match self.register.undo(purpose("undo"), batch, "弄错了").await {
            Err(AppError::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        }
    }

    async fn send(&self, person: PersonId, to: OrganisationId) {
        let letter = Letter { to, number: "1".into(), days: None, dues_paid_until: None };
        self.register.open_transfer(purpose("transfer"), person, &letter, on()).await.unwrap();
    }

    async fn receive(&self, person: PersonId) {
        let act = TransferAct::Received { receipt: Receipt::Person };
        let event = PersonEvent::TransferActed { act };
        self.register.change_person(purpose("received"), person, event, on()).await.unwrap();
    }
}

async fn nobody_comes_back_to_a_dissolved_branch(bench: Bench) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let east = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let west = bench.found("西街支部", OrganisationKind::Branch, Some(county)).await;
    let person = bench.member("王建国", east).await;
    bench.send(person, west).await;
    bench.receive(person).await;
    let received = bench.last().await;
    bench.register.dissolve(purpose("dissolve"), east, on()).await.unwrap();
    let dissolved = bench.last().await;
    assert_eq!(bench.refused_undo(received).await, "place-gone");
    assert_eq!(bench.register.person(person).await.unwrap().person.held, west);
    bench.clean().await;
    for batch in [dissolved, received] {
        bench.register.undo(purpose("undo"), batch, "弄错了").await.unwrap();
    }
    assert_eq!(bench.register.person(person).await.unwrap().person.held, east);
    bench.clean().await;
}

async fn no_organisation_comes_back_under_itself(bench: Bench) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let above = bench.found("河口镇党委", OrganisationKind::Committee, Some(county)).await;
    let below = bench.found("柳湾镇党委", OrganisationKind::Committee, Some(above)).await;
    let register = &bench.register;
    register.move_organisation(purpose("move"), below, county, "", on()).await.unwrap();
    let moved = bench.last().await;
    register.move_organisation(purpose("move"), above, below, "", on()).await.unwrap();
    assert_eq!(bench.refused_undo(moved).await, "cycle");
    bench.clean().await;
    let path = register.path(above).await.unwrap();
    assert_eq!(path.iter().map(|one| one.id).collect::<Vec<_>>(), [county, below, above]);
}

async fn no_organisation_comes_back_under_a_dissolved_one(bench: Bench) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let town = bench.found("河口镇党委", OrganisationKind::Committee, Some(county)).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(town)).await;
    let register = &bench.register;
    register.move_organisation(purpose("move"), branch, county, "", on()).await.unwrap();
    let moved = bench.last().await;
    register.dissolve(purpose("dissolve"), town, on()).await.unwrap();
    assert_eq!(bench.refused_undo(moved).await, "place-gone");
    bench.clean().await;
}

async fn a_founding_is_not_undone_while_somebody_is_on_the_way_there(bench: Bench) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let east = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let west = bench.found("西街支部", OrganisationKind::Branch, Some(county)).await;
    let founded = bench.last().await;
    let person = bench.member("王建国", east).await;
    bench.send(person, west).await;
    let sent = bench.last().await;
    assert_eq!(bench.refused_undo(founded).await, "not-empty");
    bench.clean().await;
    for batch in [sent, founded] {
        bench.register.undo(purpose("undo"), batch, "弄错了").await.unwrap();
    }
    bench.clean().await;
}

async fn a_person_comes_back_from_another_region_and_numbers_go_on(bench: Bench) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let east = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let far = Founding {
        region: Region::new(51),
        ..founding("远方支部", OrganisationKind::Branch, Some(county))
    };
    let far = bench.register.found(purpose("found"), far, on()).await.unwrap();
    let person = bench.member("王建国", east).await;
    bench.send(person, far).await;
    bench.receive(person).await;
    let received = bench.last().await;
    // What comes after in that region gets a number of its own.
    bench.member("李英", far).await;
    bench.clean().await;
    bench.register.undo(purpose("undo"), received, "弄错了").await.unwrap();
    bench.member("单青", east).await;
    bench.member("单青", far).await;
    bench.clean().await;
    assert_eq!(bench.register.search("王建国", Some(east), 9).await.unwrap().people.len(), 1);
    let held = bench.register.organisation(far).await.unwrap().held;
    assert_eq!(held, 2);
}
