//! The columns of the forms.

use crate::item::{Item, OrganisationItem, RosterItem};
use crate::mask;
use crate::verdict::{Known, KnownOrganisation, Values};
use crate::words;
use xibao_domain::Field;
use xibao_domain::organisation::CardField;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The 采集表 of 2017: 16 items of a member, 10 of an organisation.
    FirstGeneration,
    /// The later card: 27 columns of a member, 30 of an organisation.
    SecondGeneration,
}

/// What stands below a heading.
#[derive(Debug, Clone, Copy)]
pub(super) enum Below<I> {
    /// A value.
    Value(I),
    /// Nothing: the form has the column, the register does not hold it.
    Empty,
}

/// A heading, what stands below it, and its width in characters.
pub(super) type Column<I> = (&'static str, Below<I>, f64);

const NARROW: f64 = 10.0;
const DATE: f64 = 12.0;
const NUMBER: f64 = 21.0;
const WIDE: f64 = 30.0;

const fn field(field: Field) -> Below<Item> {
    Below::Value(Item::Field(field))
}

const fn card(field: CardField) -> Below<OrganisationItem> {
    Below::Value(OrganisationItem::Card(field))
}

const FIRST_PEOPLE: &[Column<Item>] = &[
    ("姓名", field(Field::Name), NARROW),
    ("性别", field(Field::Sex), NARROW),
    ("民族", field(Field::Ethnic), NARROW),
    ("公民身份号码", field(Field::IdNumber), NUMBER),
    ("出生日期", field(Field::Born), DATE),
    ("学历", field(Field::Education), DATE),
    ("人员类别", Below::Value(Item::Stage), DATE),
    ("所在党支部", Below::Value(Item::Branch), WIDE),
    ("加入党组织日期", Below::Value(Item::JoinedOn), DATE),
    ("转为正式党员日期", Below::Value(Item::RegularisedOn), DATE),
    ("工作岗位", field(Field::Job), DATE),
    // Both numbers, parted by a semicolon, as the form asks.
    ("联系电话", field(Field::Phone), NUMBER),
    ("家庭住址", field(Field::Address), WIDE),
    ("党籍状态", Below::Value(Item::Suspended), NARROW),
    ("是否为失联党员", Below::Value(Item::Lost), NARROW),
    ("失去联系日期", Below::Value(Item::LostSince), DATE),
    ("是否为流动党员", Below::Value(Item::Mobile), NARROW),
    ("外出流向", Below::Value(Item::MobileTo), WIDE),
];

const SECOND_PEOPLE: &[Column<Item>] = &[
    ("姓名", field(Field::Name), NARROW),
    ("性别", field(Field::Sex), NARROW),
    ("公民身份号码", field(Field::IdNumber), NUMBER),
    ("民族", field(Field::Ethnic), NARROW),
    ("出生日期", field(Field::Born), DATE),
    ("学历", field(Field::Education), DATE),
    ("人员类别", Below::Value(Item::Stage), DATE),
    ("学位", field(Field::Degree), DATE),
    ("所在党支部", Below::Value(Item::Branch), WIDE),
    ("手机号码", field(Field::Phone), DATE),
    ("入党日期", Below::Value(Item::JoinedOn), DATE),
    ("转正日期", Below::Value(Item::RegularisedOn), DATE),
    // Depends on the day on which it is read, so it is left to the reader.
    ("党龄", Below::Empty, NARROW),
    ("党龄校正值", field(Field::StandingCorrection), NARROW),
    ("新社会阶层类型", field(Field::Stratum), DATE),
    ("工作岗位", field(Field::Job), DATE),
    ("从事专业技术职务", field(Field::ProfessionalTitle), DATE),
    ("是否农民工", field(Field::MigrantWorker), NARROW),
    ("现居住地", field(Field::Address), WIDE),
    ("户籍所在地", field(Field::Household), WIDE),
    ("是否失联党员", Below::Value(Item::Lost), NARROW),
    ("是否流动党员", Below::Value(Item::Mobile), NARROW),
    ("入党类型", field(Field::JoiningKind), DATE),
    ("转正情况", field(Field::RegularisationKind), DATE),
    ("入党时所在支部", field(Field::JoiningBranch), WIDE),
    ("延长预备期时间", Below::Value(Item::ExtensionMonths), NARROW),
    ("党员增加信息", Below::Empty, DATE),
    ("党员减少信息", Below::Empty, DATE),
];

const FIRST_ORGANISATIONS: &[Column<OrganisationItem>] = &[
    ("党组织名称", Below::Value(OrganisationItem::Name), WIDE),
    ("党组织书记", Below::Value(OrganisationItem::Secretary), NARROW),
    ("党组织联系人", card(CardField::Contact), NARROW),
    ("联系电话", card(CardField::ContactPhone), NUMBER),
    ("组织类别", Below::Value(OrganisationItem::Kind), DATE),
    ("党组织所在单位情况", card(CardField::UnitSituation), DATE),
    ("单位名称（全称）", card(CardField::UnitName), WIDE),
    ("单位性质类别", card(CardField::UnitNature), DATE),
    ("单位建立党组织情况", card(CardField::UnitOrganisation), DATE),
    ("法人单位统一社会信用代码", card(CardField::CreditCode), NUMBER),
];

const SECOND_ORGANISATIONS: &[Column<OrganisationItem>] = &[
    ("党组织全称", Below::Value(OrganisationItem::Name), WIDE),
    ("党组织简称", card(CardField::ShortName), DATE),
    ("党内统计用党组织简称", card(CardField::StatisticsName), DATE),
    ("成立日期", Below::Value(OrganisationItem::FoundedOn), DATE),
    ("党组织编码", card(CardField::Code), NUMBER),
    ("党组织联系人", card(CardField::Contact), NARROW),
    ("联系电话", card(CardField::ContactPhone), NUMBER),
    ("组织类别", Below::Value(OrganisationItem::Kind), DATE),
    ("是否具有审批预备党员权限", card(CardField::MayApproveProbation), NARROW),
    ("功能型党组织", card(CardField::Functional), NARROW),
    ("党组织所在单位情况", card(CardField::UnitSituation), DATE),
    ("党组织所在行政区划", card(CardField::Division), DATE),
    ("批准成立的上级党组织", card(CardField::ApprovedBy), WIDE),
    ("是否为新业态", card(CardField::NewBusiness), NARROW),
    ("驻外情况", card(CardField::Stationed), NARROW),
    ("党组织曾用名", Below::Value(OrganisationItem::FormerNames), WIDE),
    ("单位名称（全称）", card(CardField::UnitName), WIDE),
    ("有无统一社会信用代码", card(CardField::HasCreditCode), NARROW),
    ("法人单位统一社会信用代码", card(CardField::CreditCode), NUMBER),
    ("单位性质类别", card(CardField::UnitNature), DATE),
    ("法人单位标识", card(CardField::LegalEntity), DATE),
    ("建立党组情况", card(CardField::LeadingGroup), DATE),
    ("法人单位建立党组织情况", card(CardField::UnitOrganisation), DATE),
    ("在岗职工人数", card(CardField::Employees), NARROW),
    ("企业控制（控股）情况", card(CardField::Control), DATE),
    ("企业规模", card(CardField::Size), NARROW),
    ("单位隶属关系", card(CardField::Subordination), DATE),
    ("单位所在行政区划", card(CardField::UnitDivision), DATE),
    ("经济行业", card(CardField::Industry), DATE),
    ("经济类型", card(CardField::EconomicType), DATE),
    // Beyond the card: without it the tree could not be read back.
    ("上级党组织", Below::Value(OrganisationItem::Parent), WIDE),
];

pub(super) fn people(form: Form) -> &'static [Column<Item>] {
    match form {
        Form::FirstGeneration => FIRST_PEOPLE,
        Form::SecondGeneration => SECOND_PEOPLE,
    }
}

pub(super) fn organisations(form: Form) -> &'static [Column<OrganisationItem>] {
    match form {
        Form::FirstGeneration => FIRST_ORGANISATIONS,
        Form::SecondGeneration => SECOND_ORGANISATIONS,
    }
}

/// The values among which a cell of an office offers a choice; more are read.
pub(super) fn person_choices(below: Below<Item>) -> &'static [&'static str] {
    match below {
        Below::Value(Item::Field(Field::Sex)) => &["男", "女"],
        Below::Value(Item::Field(Field::MigrantWorker) | Item::Lost | Item::Mobile) => YES_NO,
        Below::Value(Item::Stage) => {
            &["正式党员", "预备党员", "发展对象", "入党积极分子", "入党申请人"]
        }
        Below::Value(Item::Suspended) => &["正常", "停止党籍"],
        Below::Value(_) | Below::Empty => &[],
    }
}

/// As [`person_choices`], of an organisation.
pub(super) fn organisation_choices(below: Below<OrganisationItem>) -> &'static [&'static str] {
    match below {
        Below::Value(OrganisationItem::Kind) => {
            &["党委", "党总支", "党支部", "联合党支部", "临时党支部", "党小组"]
        }
        Below::Value(OrganisationItem::Card(
            CardField::MayApproveProbation | CardField::NewBusiness | CardField::Functional,
        )) => YES_NO,
        Below::Value(_) | Below::Empty => &[],
    }
}

const YES_NO: &[&str] = &["是", "否"];

/// What stands in a cell of a person's form.
pub(super) fn person_cell(known: &Known, below: Below<Item>, masked: bool) -> String {
    let Below::Value(item) = below else { return String::new() };
    let shown = |item: Item| {
        let value = known.value(item)?;
        let value = match item {
            Item::Field(field) => words::words(field, &value),
            _ => value.as_ref(),
        };
        Some(if masked { mask::shown(item, value) } else { value.to_owned() })
    };
    match item {
        Item::Field(Field::Phone) => {
            let numbers = [item, Item::Field(Field::Landline)];
            numbers.into_iter().filter_map(shown).collect::<Vec<_>>().join(";")
        }
        Item::Stage => words::stage(known.stage),
        Item::Suspended => words::standing(known.stage).to_owned(),
        _ => shown(item).unwrap_or_default(),
    }
}

/// What stands in a cell of an organisation's form.
pub(super) fn organisation_cell(
    known: &KnownOrganisation,
    below: Below<OrganisationItem>,
    masked: bool,
) -> String {
    let Below::Value(item) = below else { return String::new() };
    let value = known.value(item).unwrap_or_default();
    if masked && item.is_sensitive() && !value.is_empty() {
        return mask::masked(item.id(), &value);
    }
    value.into_owned()
}
