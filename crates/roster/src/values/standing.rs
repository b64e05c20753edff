//! 人员类别 and 党籍状态, by value: universities write 正式 under 党籍状态, the national form 正常.

use super::Found;
use crate::fold;
use xibao_domain::Stage;
use xibao_rulebook::Text;

/// What a word says of where a person stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) stage: Option<Stage>,
    pub(crate) suspended: Option<bool>,
}

const fn stage(stage: Stage) -> Standing {
    Standing { stage: Some(stage), suspended: None }
}

const fn suspended(suspended: bool) -> Standing {
    Standing { stage: None, suspended: Some(suspended) }
}

const WORDS: [(Standing, &[&str]); 7] = [
    (
        stage(Stage::Full),
        &["正式党员", "正式", "中共党员", "中共正式党员", "中国共产党党员", "党员", "已转正"],
    ),
    (
        stage(Stage::Probationary),
        &["预备党员", "预备", "中共预备党员", "中国共产党预备党员", "预备期"],
    ),
    (
        stage(Stage::Candidate),
        &["发展对象", "列入发展计划", "领取志愿书", "重点发展对象", "列为发展对象"],
    ),
    (stage(Stage::Activist), &["入党积极分子", "积极分子"]),
    (stage(Stage::Applicant), &["入党申请人", "申请入党人", "申请人", "入党申请者"]),
    (suspended(false), &["正常", "正常党籍", "党籍正常"]),
    (suspended(true), &["停止党籍", "停籍", "已停止党籍"]),
];

/// What a cell under 人员类别 or 党籍状态 says.
pub(crate) fn standing(text: &str) -> Found<Standing> {
    let plain = fold::compact(text);
    if fold::is_none_word(&plain) {
        return Found::Nothing;
    }
    if let Some((standing, _)) = WORDS.iter().find(|(_, words)| words.contains(&plain.as_ref())) {
        return Found::Value(*standing);
    }
    let left = ["离开", "退党", "除名", "开除", "劝退", "去世", "死亡", "取消", "脱党", "转出"];
    if left.iter().any(|word| plain.contains(word)) {
        return Found::Refused(Text::new(
            format!("“{}”是离开党组织；请在系统里办理，不通过名册导入", fold::clip(&plain)),
            format!(
                "\"{}\" is a way of leaving; record it in the register, not by a roster",
                fold::clip(&plain)
            ),
        ));
    }
    Found::Refused(Text::new(
        format!(
            "“{}”不是人员类别或党籍状态；请写正式党员、预备党员、发展对象、入党积极分子、入党申请人，或正常、停止党籍",
            fold::clip(&plain)
        ),
        format!(
            "\"{}\" is no stage; write 正式党员, 预备党员, 发展对象, 入党积极分子, 入党申请人, or 正常, \
             停止党籍",
            fold::clip(&plain)
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_understood_under_either_heading() {
        for (written, meant) in [
            ("正式党员", stage(Stage::Full)),
            ("正式", stage(Stage::Full)),
            (" 预备党员 ", stage(Stage::Probationary)),
            ("正常", suspended(false)),
            ("停止党籍", suspended(true)),
            ("领取志愿书", stage(Stage::Candidate)),
        ] {
            assert_eq!(standing(written), Found::Value(meant), "{written}");
        }
        for written in ["群众", "共青团员", "开除党籍", "已离开"] {
            assert!(matches!(standing(written), Found::Refused(_)), "{written}");
        }
    }
}
