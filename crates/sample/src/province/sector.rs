//! Where members work and what they do.

/// The field in which an organisation's unit works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sector {
    /// 村
    Village,
    /// 社区
    Community,
    /// 机关
    Office,
    /// 中小学
    School,
    /// 医院
    Hospital,
    /// 高校教工
    University,
    /// 高校学生
    Students,
    /// 国有企业
    StateEnterprise,
    /// 非公有制企业和社会组织
    PrivateEnterprise,
    /// 离退休干部
    Retired,
}

/// An occupation as the yearly bulletin groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Occupation {
    Worker,
    Farmer,
    Professional,
    Manager,
    Official,
    Student,
    Other,
    Retired,
}

use Occupation::{Farmer, Manager, Official, Other, Professional, Student, Worker};

impl Sector {
    /// Occupations of a hundred members.
    pub(crate) const fn occupations(self) -> &'static [(Occupation, i32)] {
        match self {
            Sector::Village => &[
                (Farmer, 66),
                (Other, 10),
                (Occupation::Retired, 9),
                (Worker, 6),
                (Professional, 6),
                (Manager, 3),
            ],
            Sector::Community => &[
                (Occupation::Retired, 55),
                (Other, 13),
                (Manager, 11),
                (Professional, 9),
                (Worker, 8),
                (Farmer, 4),
            ],
            Sector::Office => {
                &[(Official, 80), (Occupation::Retired, 10), (Professional, 6), (Manager, 4)]
            }
            Sector::School => &[(Professional, 75), (Occupation::Retired, 15), (Manager, 10)],
            Sector::Hospital => {
                &[(Professional, 74), (Occupation::Retired, 10), (Manager, 12), (Worker, 4)]
            }
            Sector::University => &[(Professional, 78), (Manager, 14), (Occupation::Retired, 8)],
            Sector::Students => &[(Student, 100)],
            Sector::StateEnterprise => {
                &[(Worker, 32), (Manager, 30), (Professional, 25), (Occupation::Retired, 13)]
            }
            Sector::PrivateEnterprise => {
                &[(Manager, 40), (Professional, 23), (Worker, 22), (Other, 15)]
            }
            Sector::Retired => &[(Occupation::Retired, 100)],
        }
    }

    /// Years of office of a branch: villages and communities elect for five (支部条例 §21).
    pub(crate) const fn branch_term(self) -> i32 {
        match self {
            Sector::Village | Sector::Community => 5,
            _ => 3,
        }
    }

    /// The nature of the unit, as the organisation card puts it.
    pub(crate) const fn unit_nature(self) -> &'static str {
        match self {
            Sector::Village => "建制村",
            Sector::Community => "社区",
            Sector::Office => "机关",
            Sector::School => "中小学校",
            Sector::Hospital => "医院",
            Sector::University | Sector::Students => "普通高等学校",
            Sector::StateEnterprise => "国有企业",
            Sector::PrivateEnterprise => "非公有制企业",
            Sector::Retired => "离退休干部",
        }
    }

    /// How the parts of a large unit are called, after their number.
    pub(crate) const fn part(self) -> &'static str {
        match self {
            Sector::Village => "片区",
            Sector::Community => "网格",
            Sector::Office => "机关",
            Sector::School => "学校",
            Sector::Hospital => "医院",
            Sector::University | Sector::Students => "学院",
            Sector::StateEnterprise => "车间",
            Sector::PrivateEnterprise => "联盟",
            Sector::Retired => "休养所",
        }
    }
}

impl Occupation {
    /// Its name.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Worker => "工勤技能人员",
            Farmer => "农牧渔民",
            Professional => "专业技术人员",
            Manager => "管理人员",
            Official => "党政机关工作人员",
            Student => "学生",
            Other => "其他职业人员",
            Occupation::Retired => "离退休人员",
        }
    }

    /// Women in a hundred.
    pub(crate) const fn women(self) -> i32 {
        match self {
            Worker | Farmer => 22,
            Professional => 47,
            Manager => 33,
            Official => 32,
            Student => 58,
            Other => 37,
            Occupation::Retired => 25,
        }
    }

    /// Education by the codes of GB/T 4658.
    pub(crate) const fn educations(self) -> &'static [(&'static str, i32)] {
        match self {
            Worker => &[("21", 16), ("31", 36), ("41", 20), ("61", 18), ("71", 10)],
            Farmer => &[("21", 6), ("31", 17), ("41", 8), ("61", 30), ("71", 32), ("81", 7)],
            Professional => &[("11", 3), ("14", 17), ("21", 55), ("31", 20), ("41", 5)],
            Manager => &[("14", 8), ("21", 48), ("31", 30), ("41", 6), ("61", 8)],
            Official => &[("14", 12), ("21", 66), ("31", 20), ("61", 2)],
            Student => &[("61", 70), ("21", 24), ("14", 6)],
            Other => &[("21", 29), ("31", 31), ("41", 9), ("61", 21), ("71", 10)],
            Occupation::Retired => {
                &[("21", 17), ("31", 28), ("41", 14), ("61", 18), ("71", 18), ("81", 5)]
            }
        }
    }
}
