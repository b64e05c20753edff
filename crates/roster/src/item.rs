//! What a column of a roster holds.

use serde::Serialize;
use std::fmt::Debug;
use xibao_domain::{Field, organisation::CardField};
use xibao_rulebook::Text;

/// What a cell of a roster can say: of people [`Item`], of organisations [`OrganisationItem`].
pub trait RosterItem: Copy + Eq + Ord + Debug + Send + Sync + 'static {
    /// Its stable id.
    fn id(self) -> &'static str;
    /// Its name.
    fn text(self) -> Text;
    /// The item of this id.
    fn of_id(id: &str) -> Option<Self>;
    /// Is its value masked in messages?
    fn is_sensitive(self) -> bool;
    /// A date whose heading may end in 日期, 时间 or 年月?
    fn is_date(self) -> bool;
}

macro_rules! items {
    ($(#[$doc:meta])* $name:ident : $inner:ident($part:ty) $sensitive:path {
        $($variant:ident $id:literal $zh:literal $en:literal $date:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            /// A field of its own.
            $inner($part),
            $(#[doc = $zh] $variant,)*
        }

        impl $name {
            /// Every item.
            pub fn all() -> impl Iterator<Item = $name> {
                let own = [$($name::$variant),*];
                <$part>::ALL.iter().map(|part| $name::$inner(*part)).chain(own)
            }
        }

        impl RosterItem for $name {
            fn id(self) -> &'static str {
                match self { $name::$inner(part) => part.id(), $($name::$variant => $id,)* }
            }

            fn text(self) -> Text {
                match self {
                    $name::$inner(part) => part.text(),
                    $($name::$variant => Text::new($zh, $en),)*
                }
            }

            fn of_id(id: &str) -> Option<$name> {
                $name::all().find(|item| item.id() == id)
            }

            fn is_sensitive(self) -> bool {
                matches!(self, $name::$inner(part) if $sensitive(part))
            }

            fn is_date(self) -> bool {
                match self { $name::$inner(part) => part.id() == "born", $($name::$variant => $date,)* }
            }
        }
    };
}

items! {
    /// What a cell of a roster of people can say.
    Item: Field(Field) Field::is_sensitive {
        Branch "branch" "所在党支部" "branch" false;
        Stage "stage" "人员类别" "stage" false;
        Suspended "suspended" "党籍状态" "membership suspended" false;
        AppliedOn "applied-on" "递交入党申请书日期" "application" true;
        ActivistOn "activist-on" "确定入党积极分子日期" "named activist" true;
        CandidateOn "candidate-on" "确定发展对象日期" "named candidate" true;
        JoinedOn "joined-on" "加入党组织日期" "day of joining" true;
        RegularisedOn "regularised-on" "转为正式党员日期" "day of full membership" true;
        ExtensionMonths "extension-months" "延长预备期时间" "months of extension" false;
        Lost "lost" "是否失联党员" "out of contact" false;
        LostSince "lost-since" "失去联系日期" "out of contact since" true;
        Mobile "mobile" "是否流动党员" "away without a transfer" false;
        MobileSince "mobile-since" "外出日期" "away since" true;
        MobileTo "mobile-to" "外出流向" "away to" false;
    }
}

items! {
    /// What a cell of a roster of organisations can say.
    OrganisationItem: Card(CardField) is_private {
        Name "name" "党组织全称" "name" false;
        Kind "kind" "组织类别" "kind" false;
        Parent "parent" "上级党组织" "organisation above" false;
        FoundedOn "founded-on" "成立日期" "day of founding" true;
        FormerNames "former-names" "党组织曾用名" "former names" false;
        Secretary "secretary" "党组织书记" "secretary" false;
    }
}

/// The card names one person's telephone.
fn is_private(field: CardField) -> bool {
    field == CardField::ContactPhone
}
