//! Rosters: shown page by page, written, taken in, undone.

use super::{Desk, last_id};

const HEADER: &str = "姓名,性别,公民身份号码,出生日期,人员类别,所在党支部,入党日期,手机号码\n";
const NAMES: [&str; 5] = ["田富", "田大利", "王建国", "么永波", "李英"];

#[test]
fn a_roster_is_read_page_by_page_in_either_order() {
    let desk = Desk::county();
    let branch = "河口镇党委/东街支部";
    desk.members(branch, &NAMES);
    let names = |text: &str| -> Vec<String> {
        let rows = text.lines().filter(|line| line.contains("正式党员"));
        rows.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
    };
    let all = desk.run(&format!("roster show {branch}"), 0);
    assert_eq!(names(&all), ["么永波", "王建国", "田富", "田大利", "李英"], "by strokes");
    assert!(all.contains("共 5 人"));
    let pinyin = desk.run(&format!("roster show {branch} --order pinyin"), 0);
    assert_eq!(names(&pinyin), ["李英", "田大利", "田富", "王建国", "么永波"]);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = desk.run(&format!("roster show {branch} --limit 2{after}"), 0);
        seen.extend(names(&page));
        let Some((_, place)) = page.split_once("--after ") else { break };
        after = format!(" --after {}", place.trim());
    }
    assert_eq!(seen, names(&all));
    desk.cannot(&format!("roster show {branch} --after x"), "原样抄写", "copy the place");
    desk.cannot("roster show 青禾县委 --order pinyin", "请选一个支部", "choose a branch");
    assert!(desk.run("roster show 柳湾镇党委", 0).contains("名册是空的"));
}

#[test]
fn a_file_is_previewed_entered_once_and_undone() {
    let desk = Desk::county();
    let rows = [
        "王建国,男,990000199001010017,1990-01-01,正式党员,东街支部,2012.06,10012345678\n",
        "赵缺支,男,,1970.01,正式党员,西街支部,1995.07,\n",
        "王建国,男,990000199001010017,1990-01-01,正式党员,东街支部,2012.06,10012345678\n",
    ];
    std::fs::write(desk.path().join("a.csv"), format!("{HEADER}{}", rows.concat())).unwrap();
    let preview = desk.run("import preview a.csv --within 河口镇党委 --problems p.xlsx", 1);
    assert!(preview.contains("新增 1 行") && preview.contains("不能导入 2 行"), "{preview}");
    assert!(preview.contains("第 3 行  不能导入") && preview.contains("“西街支部”"), "{preview}");
    assert!(desk.path().join("p.xlsx").exists() && preview.contains("2 行有说明"), "{preview}");
    assert!(!preview.contains("990000199001010017"), "{preview}");
    assert!(desk.run("search 王建国", 0).contains("没有找到"), "nothing is entered yet");
    let id = last_id(&preview);
    let shown = desk.run(&format!("import show {id} --only refused"), 0);
    assert!(shown.contains("待提交") && !shown.contains("第 2 行  新增"), "{shown}");
    let done = desk.run(&format!("import commit {id}"), 0);
    assert!(done.contains("新登记 1 人"), "{done}");
    desk.cannot(&format!("import commit {id}"), "已经提交过", "committed already");
    desk.cannot(&format!("import drop {id}"), "已经提交过", "committed already");
    assert!(desk.run("import list", 0).contains("已提交"));
    // The file with its problems can be taken in again.
    let again = desk.run("import preview p.xlsx --within 河口镇党委", 1);
    assert!(again.contains("无变化 1 行"), "{again}");
    desk.run(&format!("import drop {}", last_id(&again)), 0);
    let batch = last_id(done.lines().next().unwrap());
    desk.run(&format!("undo {batch} --reason 导错了"), 0);
    assert!(desk.run("search 王建国", 0).contains("没有找到"));
    desk.cannot(&format!("undo {batch} --reason 再来"), "已经撤销", "undone already");
    assert!(desk.run("batches", 0).contains("（已撤销）"));
    desk.cannot("undo abc --reason x", "不是批次编号", "no id of a batch");
    desk.clean();
}

#[test]
fn an_export_is_masked_unless_it_is_asked_for_in_plain_and_comes_back_the_same() {
    let desk = Desk::county();
    let row = "王建国,男,990000199001010017,1990-01-01,正式党员,东街支部,2012.06,10012345678\n";
    std::fs::write(desk.path().join("a.csv"), format!("{HEADER}{row}")).unwrap();
    let preview = desk.run("import preview a.csv --within 河口镇党委", 0);
    desk.run(&format!("import commit {}", last_id(&preview)), 0);
    desk.run("roster export 青禾县委 masked.csv", 0);
    let masked = std::fs::read_to_string(desk.path().join("masked.csv")).unwrap();
    assert!(masked.contains("王建国") && !masked.contains("990000199001010017"), "{masked}");
    for (file, more) in
        [("one.xlsx", ""), ("two.csv", " --form gen2 --encoding gb18030"), ("three.csv", "")]
    {
        desk.run(&format!("roster export 青禾县委 {file} --reveal{more}"), 0);
        let same = desk.run(&format!("import preview {file} --within 青禾县委"), 0);
        assert!(same.contains("无变化 1 行"), "{same}");
    }
    let bytes = std::fs::read(desk.path().join("two.csv")).unwrap();
    assert!(String::from_utf8(bytes).is_err(), "GB 18030 is no UTF-8");
    desk.cannot("roster export 青禾县委 x.doc", ".xlsx 或 .csv", ".xlsx or .csv");
    desk.cannot("roster export 青禾县委 none/x.csv", "写不出", "cannot write");
}

#[test]
fn a_column_that_would_change_everywhere_alarms_loudly() {
    let desk = Desk::county();
    let people: Vec<String> = (1..=12)
        .map(|day| format!("王甲,男,,1990-01-{day:02},正式党员,东街支部,2012.06,10012345678\n"))
        .collect();
    let people = people.concat();
    std::fs::write(desk.path().join("a.csv"), format!("{HEADER}{people}")).unwrap();
    let preview = desk.run("import preview a.csv --within 河口镇党委", 0);
    desk.run(&format!("import commit {}", last_id(&preview)), 0);
    let changed = format!("{HEADER}{}", people.replace("10012345678", "10087654321"));
    std::fs::write(desk.path().join("b.csv"), changed).unwrap();
    let preview = desk.run("import preview b.csv --within 河口镇党委", 1);
    assert!(preview.contains("!!! 警报：“手机号码”") || preview.contains("!!! 警报"), "{preview}");
    let shown = desk.run(&format!("import show {} --only changed", last_id(&preview)), 0);
    assert!(shown.contains("100****5678 → 100****4321"), "{shown}");
}

#[test]
fn files_that_are_no_rosters_say_what_to_do() {
    let desk = Desk::county();
    let within = "--within 河口镇党委";
    desk.cannot(&format!("import preview no.csv {within}"), "没有这个文件", "no such file");
    std::fs::write(desk.path().join("a.csv"), "天气,温度\n晴,3\n").unwrap();
    desk.cannot(&format!("import preview a.csv {within}"), "没有认出表头", "no heading");
    desk.cannot("org import a.csv", "没有认出表头", "no heading");
    std::fs::write(desk.path().join("b.xlsx"), b"<html></html>").unwrap();
    desk.cannot(&format!("import preview b.xlsx {within}"), "另存为", "save it as");
    let itself = format!("import preview a.csv {within} --problems ./a.csv");
    desk.cannot(&itself, "这是名册本身", "this is the roster itself");
    desk.cannot("import commit abc", "不是预览编号", "no id of a preview");
}
