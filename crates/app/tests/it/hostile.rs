//! Rosters of hostile content: refused or shown with their problems; nothing of them is entered
//! unseen, and the register stays in order.

use xibao_app::AppError;
use xibao_domain::{OrganisationId, OrganisationKind};

use crate::chance::{Chance, asked};
use crate::import::{HEADER, request, row};
use crate::support::Bench;

on_both_engines!(
    a_hostile_file_is_refused,
    a_hostile_row_is_refused_and_the_others_are_not,
    a_mangled_file_never_harms_the_register,
);

async fn town(bench: &Bench) -> OrganisationId {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    county
}

async fn a_hostile_file_is_refused(bench: Bench) {
    let county = town(&bench).await;
    let long = format!("{HEADER}{}\n", "王".repeat(3_000_000));
    let wide = format!("{}\n{}\n", "姓名,".repeat(20_000), "王,".repeat(20_000));
    let files: &[(&str, Vec<u8>)] = &[
        ("empty.csv", Vec::new()),
        ("nothing.xlsx", Vec::new()),
        ("nul.csv", vec![0; 10_000]),
        ("no-zip.xlsx", b"PK\x03\x04 and then nothing of the kind".to_vec()),
        ("no-parquet.parquet", b"PAR1xxxxPAR1".to_vec()),
        ("no-header.csv", "甲,乙,丙\n1,2,3\n".as_bytes().to_vec()),
        ("program.csv", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\xff\xfe\xfd".to_vec()),
        ("long.csv", long.into_bytes()),
        ("wide.csv", wide.into_bytes()),
    ];
    for (name, bytes) in files {
        let path = bench.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        match bench.register.preview(request(path, county), &mut |_| {}).await {
            Err(AppError::File { what, .. }) => assert!(!what.is_empty(), "{name}"),
            Ok(preview) => assert_eq!(preview.summary.rows.new, 0, "{name} {preview:?}"),
            Err(other) => panic!("{name}: {other:?}"),
        }
    }
    let open = bench.register.recent_previews(99).await.unwrap();
    assert!(open.iter().all(|row| row.status != "making"), "a failed preview is put away");
    bench.clean().await;
}

async fn a_hostile_row_is_refused_and_the_others_are_not(bench: Bench) {
    let county = town(&bench).await;
    let good = row("王建国", "19900101", 1, "10012345678");
    let long = "长".repeat(500);
    let bad = [
        "=HYPERLINK(\"http://x\"),男,,1970.01,正式党员,东街支部,1995.07,1996.07,\n".to_owned(),
        format!("{long},男,,1970.01,正式党员,东街支部,1995.07,1996.07,\n"),
        ",男,,1970.01,正式党员,东街支部,1995.07,1996.07,\n".to_owned(),
        "\"赵\n一\",男,,1970.01,正式党员,东街支部,1995.07,1996.07,\n".to_owned(),
        "赵一,男,990000199001010018,1990.01,正式党员,东街支部,1995.07,1996.07,\n".to_owned(),
        "赵二,男,,1970.13,正式党员,东街支部,1995.07,1996.07,\n".to_owned(),
        "赵三,男,,1970.01,皇帝,东街支部,1995.07,1996.07,\n".to_owned(),
        "赵四,男,,1970.01,正式党员,'; DROP TABLE person; --,1995.07,1996.07,\n".to_owned(),
        "赵五,男,,1970.01,正式党员,东街支部,1995.07,1996.07,,,,,,,,,,,\n".to_owned(),
    ];
    let path = bench.folder.path().join("rows.csv");
    std::fs::write(&path, format!("{HEADER}{good}{}", bad.concat())).unwrap();
    let preview = bench.register.preview(request(path, county), &mut |_| {}).await.unwrap();
    let done = bench.register.commit("测试员", preview.id, false, &mut |_| {}).await.unwrap();
    let people = bench.register.search("王建国", None, 9).await.unwrap().people;
    assert_eq!(people.len(), 1);
    assert!(done.entered >= 1);
    for row in bench
        .register
        .roster(county, xibao_app::RosterOrder::Strokes, None, 99)
        .await
        .unwrap()
        .people
    {
        let name = row.person.name();
        assert!(name.chars().count() <= 200 && !name.chars().any(char::is_control), "{name:?}");
        assert!(!name.starts_with('='), "{name:?}");
    }
    bench.clean().await;
}

async fn a_mangled_file_never_harms_the_register(bench: Bench) {
    let county = town(&bench).await;
    let mut chance = Chance::of(asked("XIBAO_SEED", 20_261_124));
    let rows: Vec<String> =
        (0..12).map(|nth| row("王建国", "19900101", nth * 2 + 1, "10012345678")).collect();
    let whole = format!("{HEADER}{}", rows.concat()).into_bytes();
    let path = bench.folder.path().join("good.csv");
    std::fs::write(&path, &whole).unwrap();
    for nth in 0..asked("XIBAO_MANGLED", 40) {
        let mut bytes = whole.clone();
        for _ in 0..=chance.below(6) {
            let at = chance.below(bytes.len());
            match chance.below(4) {
                0 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
                1 => bytes.insert(at, *chance.pick(b",\"\n\r\0=;\t\xff")),
                2 => drop(bytes.drain(at..(at + chance.below(40)).min(bytes.len()))),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let path = bench.folder.path().join(format!("{nth}.csv"));
        std::fs::write(&path, &bytes).unwrap();
        let preview = match bench.register.preview(request(path, county), &mut |_| {}).await {
            Ok(preview) => preview,
            Err(AppError::File { .. }) => continue,
            Err(other) => panic!("{other:?} for {:?}", String::from_utf8_lossy(&bytes)),
        };
        match bench.register.commit("测试员", preview.id, true, &mut |_| {}).await {
            Ok(_) | Err(AppError::Refused(_)) => {}
            Err(other) => panic!("{other:?} for {:?}", String::from_utf8_lossy(&bytes)),
        }
    }
    bench.clean().await;
}
