//! A disk that is full in the middle of an import: nothing is written, and it is said so.

use std::process::{Command, Stdio};

use xibao_app::Register;
use xibao_rulebook::bundled;
use xibao_store::Place;
use xibao_vault::Suite;

use crate::import::{HEADER, request, row};
use crate::support::{Bench, day, founding, purpose};
use xibao_domain::{OrganisationKind, PreviewId};

/// The register, the key file and the preview of the committer, one a line.
const ORDERS: &str = "XIBAO_COMMITTER_ORDERS";
/// Rows of the import: several times what the disk has room for.
const ROWS: u32 = 3_000;
/// No file may be larger, in blocks of 512 bytes as `ulimit -f` counts: the register without the
/// import is a good deal smaller.
const BLOCKS: u32 = 5_000;

#[test]
fn a_full_disk_in_the_middle_of_an_import_leaves_nothing_of_it() {
    crate::ground::on_sqlite(full);
}

/// The committer: a process of its own, for which no file grows beyond a limit.
#[tokio::test]
async fn committer() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Vec<&str> = orders.lines().collect();
    let place: Place = orders[0].parse().unwrap();
    let book = bundled::cpc().unwrap();
    let register = Register::open(&place, orders[1].as_ref(), book).await.unwrap();
    let preview: PreviewId = orders[2].parse().unwrap();
    match register.commit("测试员", preview, false, &mut |_| {}).await {
        Ok(done) => println!("\nentered {}", done.entered),
        Err(error) => println!("\nfailed {error}"),
    }
}

async fn full(bench: Bench) {
    let place = bench.another().await;
    let keys = bench.folder.path().join("full.keys");
    let book = bundled::cpc().unwrap();
    let register = Register::create(&place, &keys, Suite::Intl, book).await.unwrap();
    let on = day("2026-11-24");
    let county = founding("青禾县委", OrganisationKind::Committee, None);
    let county = register.found(purpose("found"), county, on).await.unwrap();
    let branch = founding("东街支部", OrganisationKind::Branch, Some(county));
    let branch = register.found(purpose("found"), branch, on).await.unwrap();
    let rows: Vec<String> = (0..ROWS)
        .map(|nth| {
            let born = format!("19{}0101", 50 + nth / 499);
            row("王建国", &born, nth % 499 * 2 + 1, "10012345678")
        })
        .collect();
    let path = bench.folder.path().join("a.csv");
    std::fs::write(&path, format!("{HEADER}{}", rows.concat())).unwrap();
    let preview = register.preview(request(path, county), &mut |_| {}).await.unwrap();
    assert_eq!(preview.summary.rows.new, u64::from(ROWS));
    // What was written ahead goes into the file, so that the limit is one of the import alone.
    register.close().await;
    let Place::File(file) = &place else { panic!("not a file") };
    let before = std::fs::metadata(file).unwrap().len();
    assert!(before < u64::from(BLOCKS) * 512, "{before} bytes are too many to begin with");

    // A write beyond the limit fails as on a full disk, once its signal is ignored.
    let script = format!("trap '' XFSZ; ulimit -f {BLOCKS}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "full::committer", "--nocapture", "--test-threads=1"])
        .env(ORDERS, format!("{}\n{}\n{}", file.display(), keys.display(), preview.id))
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = said.lines().find(|line| line.starts_with("failed"));
    assert!(failed.is_some_and(|line| line.contains("the disk is full")), "{said}");

    let book = bundled::cpc().unwrap();
    let register = Register::open(&place, &keys, book).await.unwrap();
    let verification = register.verify(&mut |_| {}).await.unwrap();
    assert!(verification.is_clean(), "{verification:#?}");
    assert_eq!((verification.people, verification.batches), (0, 2));
    let done = register.commit("测试员", preview.id, false, &mut |_| {}).await.unwrap();
    assert_eq!(done.entered, u64::from(ROWS), "with room it goes in");
    assert_eq!(register.organisation(branch).await.unwrap().held, i64::from(ROWS));
    register.close().await;
}
