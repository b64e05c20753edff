//! The organisation card: the columns of the 2017 form and of the later card.

use serde::{Deserialize, Serialize};
use xibao_rulebook::Text;

use crate::membership::words;

words! {
    /// A column of the organisation card besides name, kind and parent.
    CardField {
        ShortName "short-name" "党组织简称" "short name";
        StatisticsName "statistics-name" "党内统计用党组织简称" "short name for statistics";
        Code "code" "党组织编码" "organisation code";
        Contact "contact" "党组织联系人" "contact";
        ContactPhone "contact-phone" "联系电话" "telephone";
        MayApproveProbation "may-approve-probation" "是否具有审批预备党员权限" "may approve probationary members";
        Functional "functional" "功能型党组织" "functional organisation";
        UnitSituation "unit-situation" "党组织所在单位情况" "unit of the organisation";
        Division "division" "党组织所在行政区划" "division of the organisation";
        ApprovedBy "approved-by" "批准成立的上级党组织" "approved by";
        NewBusiness "new-business" "是否为新业态" "new form of business";
        Stationed "stationed" "驻外情况" "stationed elsewhere";
        UnitName "unit-name" "单位名称（全称）" "unit";
        HasCreditCode "has-credit-code" "有无统一社会信用代码" "has a credit code";
        CreditCode "credit-code" "法人单位统一社会信用代码" "credit code";
        UnitNature "unit-nature" "单位性质类别" "nature of the unit";
        LegalEntity "legal-entity" "法人单位标识" "legal entity";
        LeadingGroup "leading-group" "建立党组情况" "leading group";
        UnitOrganisation "unit-organisation" "法人单位建立党组织情况" "organisation in the legal entity";
        Employees "employees" "在岗职工人数" "employees";
        Control "control" "企业控制（控股）情况" "control of the enterprise";
        Size "size" "企业规模" "size of the enterprise";
        Subordination "subordination" "单位隶属关系" "subordination of the unit";
        UnitDivision "unit-division" "单位所在行政区划" "division of the unit";
        Industry "industry" "经济行业" "industry";
        EconomicType "economic-type" "经济类型" "economic type";
        JointUnits "joint-units" "联合党支部覆盖单位数" "units of a joint branch";
    }
}
