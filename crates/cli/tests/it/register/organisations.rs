//! Organisations: founded, named, shown, elected, reorganised, in and out of files.

use super::{Desk, last_id, without_ids};

#[test]
fn an_empty_register_says_what_to_do_next() {
    let desk = Desk::new();
    assert!(desk.run("org tree", 0).contains("xibao org found"));
    assert!(desk.run("batches", 0).contains("还没有任何记录"));
    assert!(desk.run("import list", 0).contains("xibao import preview"));
    desk.cannot("init", "xibao.keys 已存在，不予覆盖", "exists and is not overwritten");
}

#[test]
fn a_tree_is_drawn_with_its_people() {
    let desk = Desk::county();
    desk.members("河口镇党委/东街支部", &["田富", "王建国"]);
    insta::assert_snapshot!(desk.run("org tree", 0), @"
    青禾县委  ［党委，2 人］
      河口镇党委  ［党委，2 人］
        东街支部  ［党支部，2 人］
      柳湾镇党委  ［党委，0 人］
        东街支部  ［党支部，0 人］
    ");
    assert_eq!(desk.run("org tree 青禾县委 --depth 2", 0).lines().count(), 3);
    let shown = desk.run("org tree 柳湾镇党委 --ids --lang en", 0);
    insta::assert_snapshot!(without_ids(&shown), @"
    柳湾镇党委  [committee, 0]  [id]
      东街支部  [branch, 0]  [id]
    ");
}

#[test]
fn a_name_that_is_not_unique_asks_for_a_path() {
    let desk = Desk::county();
    let told = without_ids(&desk.run("org show 东街支部", 2));
    insta::assert_snapshot!(told, @"
    xibao: 有2个组织叫“东街支部”，请写路径或编号：
      [id]  青禾县委/河口镇党委/东街支部
      [id]  青禾县委/柳湾镇党委/东街支部
    ");
    desk.cannot("org show 东街", "名称里有它的：东街支部", "names with it: 东街支部");
    desk.cannot("org show 无此", "没有党组织“无此”", "no organisation '无此'");
    desk.cannot("org show 青禾县委/无此", "没有党组织", "no organisation");
    desk.run("org show 河口镇党委/东街支部", 1);
}

#[test]
fn a_branch_too_small_is_a_finding_with_its_article() {
    let desk = Desk::county();
    let shown = desk.run("org show 河口镇党委/东街支部", 1);
    assert!(shown.contains("▲违反") && shown.contains("第4条 [br-min-three]"), "{shown}");
    let shown = desk.run("org show 河口镇党委/东街支部 --lang en", 1);
    assert!(shown.contains("▲breach") && shown.contains("article 4"), "{shown}");
    desk.members("河口镇党委/东街支部", &["田富", "王建国", "么永波"]);
    desk.run("org show 河口镇党委/东街支部", 0);
}

#[test]
fn an_election_is_recorded_and_its_end_reminded_of() {
    let desk = Desk::county();
    let branch = "河口镇党委/东街支部";
    desk.members(branch, &["田富", "王建国", "么永波"]);
    let elected = desk.run(&format!("org elect {branch} --post 书记=田富 --on 2024-05-20"), 0);
    assert!(elected.contains("任期至 2027-05-20 届满"), "{elected}");
    let shown = desk.run(&format!("org show {branch}"), 0);
    assert!(shown.contains("书记") && shown.contains("田富（自 2024-05-20）"), "{shown}");
    let due = desk.run("org terms --within 青禾县委 --by 2027-06-01", 0);
    assert!(due.contains("2027-05-20") && due.contains("河口镇党委/东街支部"), "{due}");
    assert!(desk.run("org terms --by 2027-05-01", 0).contains("没有任期届满的"));
    desk.cannot(&format!("org post take {branch} 书记=王建国"), "已有人担任", "held by somebody");
    desk.run(&format!("org post leave {branch} 书记=田富"), 0);
    desk.run(&format!("org post take {branch} 书记=王建国"), 0);
    desk.cannot(&format!("org elect {branch} --post 主席=田富"), "请写其中之一", "write one of");
    desk.clean();
}

#[test]
fn branches_are_split_merged_moved_and_dissolved() {
    let desk = Desk::county();
    let branch = "河口镇党委/东街支部";
    desk.members(branch, &["田富", "王建国", "么永波"]);
    desk.run(&format!("org split {branch} --name 西街支部 --person 田富"), 0);
    desk.cannot("org dissolve 西街支部", "还有1名党员", "1 people are held");
    desk.run(&format!("org merge 西街支部 --into {branch}"), 0);
    let gone = desk.run("org show 西街支部", 0);
    assert!(gone.contains("撤销") && gone.contains("并入东街支部"), "{gone}");
    let moved = desk.run("org move 河口镇党委 --to 柳湾镇党委 --basis 批复1号", 0);
    assert!(moved.contains("青禾县委/柳湾镇党委/河口镇党委"), "{moved}");
    desk.cannot("org move 青禾县委 --to 河口镇党委", "它自己或它的下级", "under itself");
    desk.run("org rename 河口镇党委 河口乡党委", 0);
    assert!(desk.run("org show 河口乡党委", 0).contains("河口镇党委"), "the former name");
    desk.clean();
}

#[test]
fn cards_go_out_and_come_back_from_the_top_down() {
    let desk = Desk::county();
    desk.run("org card 河口镇党委 --set 党组织编码=0123 --set 党组织联系人=张三", 0);
    desk.cannot("org card 河口镇党委 --set 天气=晴", "请写其中之一", "write one of");
    desk.run("org export 青禾县委 cards.xlsx --form gen2", 0);
    let same = desk.run("org import cards.xlsx", 0);
    assert!(same.contains("无变化 5 个") && same.contains("没有写入任何内容"), "{same}");
    std::fs::write(
        desk.path().join("new.csv"),
        "党组织全称,组织类别,上级党组织,党组织联系人\n\
         新支部,党支部,新镇党委,\n\
         新镇党委,党委,青禾县委,\n\
         河口镇党委,党委,青禾县委,李四\n\
         错支部,党支部,没有的党委,\n",
    )
    .unwrap();
    let preview = desk.run("org import new.csv", 1);
    assert!(
        preview.contains("新建 2 个，更改 1 个") && preview.contains("不能导入 1 个"),
        "{preview}"
    );
    assert!(preview.contains("张三 → 李四"), "{preview}");
    assert!(!desk.run("org tree", 0).contains("新镇党委"));
    let done = desk.run("org import new.csv --commit", 1);
    assert!(desk.run("org tree", 0).contains("    新支部"));
    let batch = last_id(&done);
    desk.run(&format!("undo {batch} --reason 导错了"), 0);
    assert!(!desk.run("org tree", 0).contains("新支部"));
    assert!(desk.run("org show 河口镇党委", 0).contains("张三"));
    desk.clean();
}
