//! What is known of a person besides membership: the columns of the member card.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use xibao_rulebook::{Dated, Text};

/// A sealed value as it is stored: opaque here; opened only where the key is.
pub type SealedText = String;

/// A person's fields: normalised text, sealed where the field is sensitive.
pub type Fields = BTreeMap<Field, String>;

/// How a field's text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text on one line.
    Text,
    /// A date, perhaps known in part, as [`Dated`] writes it.
    Date,
    /// `yes` or `no`.
    YesNo,
    /// A whole number, perhaps negative.
    Number,
    /// A code of this national code set.
    Code(CodeSet),
}

/// National code sets of the member card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSet {
    /// GB/T 2261.1.
    Sex,
    /// GB/T 3304.
    Ethnic,
    /// GB/T 4658.
    Education,
}

macro_rules! fields {
    ($($variant:ident $id:literal $zh:literal $en:literal $kind:expr, $sensitive:literal;)*) => {
        /// A column of the member card that belongs to the person. What belongs to the
        /// membership (stage, days of joining, branch) is not a field but a state.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum Field {
            $(#[doc = $zh] $variant,)*
        }

        impl Field {
            /// Every field, in the order of the member card.
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];

            /// Its stable id.
            pub const fn id(self) -> &'static str {
                match self { $(Field::$variant => $id,)* }
            }

            /// Its name.
            pub fn text(self) -> Text {
                match self { $(Field::$variant => Text::new($zh, $en),)* }
            }

            /// How its text is to be read.
            pub const fn kind(self) -> FieldKind {
                match self { $(Field::$variant => $kind,)* }
            }

            /// Is it sealed at rest and masked by default?
            pub const fn is_sensitive(self) -> bool {
                match self { $(Field::$variant => $sensitive,)* }
            }
        }
    };
}

fields! {
    Name "name" "姓名" "name" FieldKind::Text, false;
    Sex "sex" "性别" "sex" FieldKind::Code(CodeSet::Sex), false;
    IdNumber "id-number" "公民身份号码" "identity number" FieldKind::Text, true;
    Ethnic "ethnic" "民族" "ethnic group" FieldKind::Code(CodeSet::Ethnic), false;
    Born "born" "出生日期" "date of birth" FieldKind::Date, false;
    Education "education" "学历" "education" FieldKind::Code(CodeSet::Education), false;
    Degree "degree" "学位" "degree" FieldKind::Text, false;
    Phone "phone" "联系电话" "telephone" FieldKind::Text, true;
    Landline "landline" "固定电话" "landline" FieldKind::Text, true;
    Stratum "stratum" "新社会阶层类型" "new social stratum" FieldKind::Text, false;
    Job "job" "工作岗位" "job" FieldKind::Text, false;
    ProfessionalTitle "professional-title" "从事专业技术职务" "professional title" FieldKind::Text, false;
    MigrantWorker "migrant-worker" "是否农民工" "migrant worker" FieldKind::YesNo, false;
    Address "address" "现居住地" "address" FieldKind::Text, true;
    Household "household" "户籍所在地" "registered residence" FieldKind::Text, true;
    Employer "employer" "工作单位及职务" "employer and position" FieldKind::Text, false;
    Origin "origin" "籍贯" "place of origin" FieldKind::Text, false;
    JoiningKind "joining-kind" "入党类型" "way of joining" FieldKind::Text, false;
    RegularisationKind "regularisation-kind" "转正情况" "way of regularisation" FieldKind::Text, false;
    JoiningBranch "joining-branch" "入党时所在支部" "branch on joining" FieldKind::Text, false;
    StandingCorrection "standing-correction" "党龄校正值" "correction of standing" FieldKind::Number, false;
    FormerName "former-name" "曾用名" "former name" FieldKind::Text, false;
    IdNumberNote "id-number-note" "公民身份号码说明" "note on the identity number" FieldKind::Text, false;
    Remark "remark" "备注" "remark" FieldKind::Text, false;
}

/// A value that does not fit its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Which field.
    pub field: Field,
    /// What is wrong and how to mend it.
    pub text: Text,
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} / {}", self.field.id(), self.text.zh, self.text.en)
    }
}

/// The longest value, in characters.
pub const FIELD_CHARS_MAX: usize = 200;

/// The longest sealed value, in bytes.
const SEALED_BYTES_MAX: usize = 4 * 1024;

impl Field {
    /// The field of this id.
    pub fn of_id(id: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.id() == id)
    }

    /// Is the normalised (or sealed) text one that this field can hold?
    ///
    /// # Errors
    /// [`FieldProblem`] with the remedy.
    ///
    /// ```
    /// use xibao_domain::Field;
    /// assert!(Field::Born.check("1969-01").is_ok());
    /// assert!(Field::Born.check("1969.13").is_err());
    /// ```
    pub fn check(self, value: &str) -> Result<(), FieldProblem> {
        let problem =
            |zh: String, en: String| FieldProblem { field: self, text: Text::new(zh, en) };
        if value.is_empty() || value.contains(['\n', '\r', '\0']) {
            return Err(problem(
                "不能为空，也不能换行".into(),
                "must not be empty or have a line break".into(),
            ));
        }
        if self.is_sensitive() {
            return if value.len() <= SEALED_BYTES_MAX { Ok(()) } else { Err(too_long(self)) };
        }
        if value.chars().count() > FIELD_CHARS_MAX {
            return Err(too_long(self));
        }
        let fits = match self.kind() {
            FieldKind::Text => true,
            FieldKind::Date => Dated::parse_stored(value).is_ok(),
            FieldKind::YesNo => matches!(value, "yes" | "no"),
            FieldKind::Number => value.parse::<i32>().is_ok(),
            FieldKind::Code(_) => value.chars().all(|c| c.is_ascii_digit()) && value.len() <= 4,
        };
        if fits {
            Ok(())
        } else {
            Err(problem(
                format!("“{value}”不是这一项的写法"),
                format!("'{value}' is not what this field holds"),
            ))
        }
    }
}

fn too_long(field: Field) -> FieldProblem {
    FieldProblem {
        field,
        text: Text::new(
            format!("超过{FIELD_CHARS_MAX}个字，请缩短"),
            format!("longer than {FIELD_CHARS_MAX} characters; shorten it"),
        ),
    }
}
