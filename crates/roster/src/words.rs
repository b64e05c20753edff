//! Values as a form shows them.

use crate::codings;
use std::borrow::Cow;
use xibao_domain::{Field, OrganisationKind, Stage};

/// A field's stored value as a form shows it: 男 for the code 1, 是 for `yes`.
///
/// ```
/// use xibao_domain::Field;
/// assert_eq!(xibao_roster::write::words(Field::Sex, "2"), "女");
/// ```
pub fn words(field: Field, value: &str) -> &str {
    codings::words(field, value)
}

/// 人员类别 of a stage: a member whose membership is suspended is a full member still.
pub(crate) fn stage(stage: Stage) -> String {
    let stage = if stage == Stage::Suspended { Stage::Full } else { stage };
    stage.text().zh
}

/// 党籍状态 of a stage; nothing for people who are no members.
pub(crate) fn standing(stage: Stage) -> &'static str {
    match stage {
        Stage::Suspended => "停止党籍",
        Stage::Full | Stage::Probationary => "正常",
        _ => "",
    }
}

pub(crate) const fn yes_no(value: bool) -> &'static str {
    if value { "是" } else { "否" }
}

/// The kind that a word names.
pub(crate) fn kind(plain: &str) -> Option<OrganisationKind> {
    const WORDS: [(OrganisationKind, &[&str]); 6] = [
        (
            OrganisationKind::Committee,
            &["党委", "基层党委", "党的基层委员会", "党委会", "基层委员会", "委员会", "分党委"],
        ),
        (
            OrganisationKind::GeneralBranch,
            &["党总支", "党总支部", "总支", "总支部", "总支部委员会", "党总支部委员会"],
        ),
        (
            OrganisationKind::JointBranch,
            &["联合党支部", "联合支部", "联合党支部委员会", "党支部(联合)"],
        ),
        (OrganisationKind::TemporaryBranch, &["临时党支部", "临时支部", "临时党支部委员会"]),
        (OrganisationKind::Branch, &["党支部", "支部", "支部委员会", "党支部委员会", "直属党支部"]),
        (OrganisationKind::Group, &["党小组", "小组"]),
    ];
    let found = WORDS.iter().find(|(_, words)| words.contains(&plain));
    found.map(|(kind, _)| *kind)
}

/// The kind that the end of an organisation's name tells.
pub(crate) fn kind_of_name(name: &str) -> Option<OrganisationKind> {
    const ENDINGS: [(&str, OrganisationKind); 13] = [
        ("联合党支部", OrganisationKind::JointBranch),
        ("联合支部", OrganisationKind::JointBranch),
        ("联合支部委员会", OrganisationKind::JointBranch),
        ("临时党支部", OrganisationKind::TemporaryBranch),
        ("临时支部", OrganisationKind::TemporaryBranch),
        ("总支部委员会", OrganisationKind::GeneralBranch),
        ("总支", OrganisationKind::GeneralBranch),
        ("总支部", OrganisationKind::GeneralBranch),
        ("支部委员会", OrganisationKind::Branch),
        ("支部", OrganisationKind::Branch),
        ("党小组", OrganisationKind::Group),
        ("党委", OrganisationKind::Committee),
        ("委员会", OrganisationKind::Committee),
    ];
    let found = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending));
    found.map(|(_, kind)| *kind)
}

/// A text lent or made, as text.
pub(crate) fn lent(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}
