//! People: entered, found, shown masked, moved along.

use super::{Desk, ids, last_id};

const NUMBER: &str = "990000199001010017";

fn with_one() -> Desk {
    let desk = Desk::county();
    desk.run(
        &format!(
            "person register 单青 --branch 河口镇党委/东街支部 --stage 正式党员 --set 性别=男 \
             --set 公民身份号码={NUMBER} --set 手机号码=10012345678 --set joined-on=2012.06"
        ),
        0,
    );
    desk
}

#[test]
fn sensitive_values_are_masked_until_a_reason_is_given() {
    let desk = with_one();
    for line in [
        "person show 单青",
        &format!("person show {NUMBER}"),
        "search shanqing",
        "person history 单青",
    ] {
        let told = desk.run(line, 0);
        assert!(told.contains("单青") || told.contains("登记为"), "{told}");
        assert!(!told.contains(NUMBER) && !told.contains("10012345678"), "{line}: {told}");
    }
    assert!(desk.run("person show 单青", 0).contains("990***********0017"));
    assert!(desk.say("person show 单青 --reveal").err.contains("--reason"));
    let plain = desk.run("person show 单青 --reveal --reason 核对档案", 0);
    assert!(plain.contains(NUMBER) && plain.contains("核对档案"), "{plain}");
}

#[test]
fn what_is_typed_is_read_as_a_roster_reads_it() {
    let desk = with_one();
    let shown = desk.run("person show 单青", 0);
    for (label, value) in
        [("加入党组织日期", "2012-06"), ("性别", "男"), ("所在党支部", "东街支部")]
    {
        let line = shown.lines().find(|line| line.starts_with(label)).unwrap();
        assert!(line.ends_with(value), "{shown}");
    }
    let enter = "person register 王二 --branch 河口镇党委/东街支部 --stage full";
    desk.cannot(&format!("{enter} --set 天气=晴"), "不能使用“天气”", "'天气' cannot be used");
    desk.cannot(&format!("{enter} --set 出生日期=1990-13-01"), "出生日期", "出生日期");
    desk.cannot(&format!("{enter} --set 性别"), "项目=内容", "item=value");
    let sex = format!("{enter} --set 性别=女 --set 身份证号={NUMBER}");
    desk.cannot(&sex, "--take-doubtful", "--take-doubtful");
    let told = desk.run(&format!("{sex} --take-doubtful"), 0);
    assert!(told.contains("可能是同一人"), "{told}");
    desk.cannot(
        "person register 李三 --branch 青禾县委 --stage full",
        "青禾县委是党委 [dev-assign-branch-group]",
        "a member belongs to a branch",
    );
    desk.run("person edit 单青 --set 学历=大学本科 --clear 手机号码", 2);
    desk.run("person edit 单青 --set 学历=大学本科 --clear 联系电话", 0);
    desk.cannot("person edit 单青 --set 入党时间=2012-06-30", "--reason", "--reason");
    desk.run("person edit 单青 --set 入党时间=2012-06-30 --reason 查到志愿书", 0);
    let shown = desk.run("person show 单青", 0);
    assert!(shown.contains("2012-06-30") && !shown.contains("联系电话"), "{shown}");
    desk.clean();
}

#[test]
fn a_membership_goes_step_by_step() {
    let desk = Desk::county();
    let entered =
        desk.run("person register 周新 --branch 河口镇党委/东街支部 --stage 入党申请人", 0);
    let id = &ids(&entered)[0];
    for step in [
        "named-activist --on 2024-01-10",
        "named-candidate --on 2025-02-10",
        "admitted --on 2025-06-10",
        "extended --months 6 --on 2026-06-10",
        "regularised --on 2026-11-10",
        "suspended --reason 失联 --on 2026-11-11",
        "restored --on 2026-11-12",
        "left --road 退党 --on 2026-11-13",
    ] {
        desk.run(&format!("person step 周新 {step}"), 0);
    }
    let history = desk.run(&format!("person history {id}"), 0);
    assert_eq!(history.lines().count(), 10, "{history}");
    assert!(history.contains("延长预备期 6 个月") && history.contains("测试员"), "{history}");
    desk.cannot("person show 周新", "已离开的请写编号", "who left is named by id");
    desk.cannot(&format!("person step {id} regularised"), "不能记", "cannot follow");
    assert!(desk.say("person step 周新 extended").err.contains("--months"));
    desk.run(&format!("person step {id} applied-again"), 0);
    desk.clean();
}

#[test]
fn two_records_of_one_person_are_joined_and_parted_again() {
    let desk = with_one();
    desk.run(
        &format!(
            "person register 单青 --branch 柳湾镇党委/东街支部 --stage full --set 身份证号={NUMBER}"
        ),
        0,
    );
    let told = desk.run("person show 单青", 2);
    assert!(told.contains("有2人叫“单青”") && told.contains("--within"), "{told}");
    let both = ids(&told);
    let alike = desk.run("person duplicates 单青 --within 柳湾镇党委", 0);
    assert!(alike.contains("身份号码相同"), "{alike}");
    let merged = desk.run(&format!("person merge {} {}", both[0], both[1]), 0);
    assert!(desk.run("person show 单青", 0).contains("并入了"));
    desk.run(&format!("undo {} --reason 不是同一人", last_id(&merged)), 0);
    desk.run("person show 单青", 2);
    desk.clean();
}

#[test]
fn members_away_and_out_of_contact_are_marked() {
    let desk = with_one();
    desk.run("person mobile 单青 --to 广东省深圳市", 0);
    desk.run("person contact 单青 lost", 0);
    desk.run("person contact 单青 searched", 0);
    let roster = desk.run("roster show 河口镇党委", 0);
    assert!(roster.contains("正式党员，失联，流动"), "{roster}");
    desk.run("person contact 单青 contacted", 0);
    desk.run("person mobile 单青 --back", 0);
    let roster = desk.run("roster show 河口镇党委 --lang en", 0);
    assert!(!roster.contains("away") && roster.contains("People: 1"), "{roster}");
}

#[test]
fn a_transfer_is_told_to_both_sides_and_late_letters_are_marked() {
    let desk = with_one();
    let (from, to) = ("河口镇党委/东街支部", "柳湾镇党委/东街支部");
    let opened = desk.run(&format!("transfer open 单青 --to {to} --letter 001 --on 2026-01-31"), 0);
    assert!(opened.contains("有效至 2026-04-30"), "{opened}");
    for (branch, way) in [(from, "转出"), (to, "转入")] {
        let list = desk.run(&format!("transfer list {branch}"), 0);
        assert!(list.contains(way) && list.contains("2026-04-30（逾期）"), "{list}");
    }
    let list = desk.run(&format!("transfer list {to} --lang en"), 0);
    assert!(list.contains("OVERDUE"), "{list}");
    desk.cannot(&format!("transfer open 单青 --to {to} --letter 002"), "转接", "transfer");
    let again = desk.run("transfer reissue 单青 --letter 003 --days 30 --on 2099-01-01", 0);
    assert!(again.contains("003") && again.contains("2099-01-3"), "{again}");
    assert!(!desk.run(&format!("transfer list {to}"), 0).contains("逾期"));
    let part = desk.run("transfer receive 单青 --what person,dossier", 0);
    assert!(part.contains("待收：党费交纳记录"), "{part}");
    let done = desk.run("transfer receive 单青 --what all", 0);
    assert!(done.contains("已办结"), "{done}");
    assert!(desk.run(&format!("transfer list {from}"), 0).contains("没有办理中的转接"));
    assert!(desk.run(&format!("roster show {to}"), 0).contains("单青"));
    desk.cannot("transfer receive 单青 --what all", "没有办理中的转接", "under way");
    desk.run(&format!("transfer open 单青 --to {from} --letter 004"), 0);
    desk.run("transfer withdraw 单青 --reason 不走了", 0);
    desk.run(&format!("transfer open 单青 --to {from} --letter 005"), 0);
    desk.run("transfer refuse 单青 --reason 材料不全", 0);
    desk.clean();
}
