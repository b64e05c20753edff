//! What all lists of codes share: a code, its name in two languages.

/// A code of a national list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// The code as the standard writes it.
    pub code: &'static str,
    /// Its name in 简体中文.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

/// An item, for tables.
pub(crate) const fn item(code: &'static str, zh: &'static str, en: &'static str) -> Item {
    Item { code, zh, en }
}

/// Makes a type whose values are the items of a list; in serde it is the code as text.
macro_rules! code_set {
    ($(#[$doc:meta])* $name:ident, $items:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(&'static $crate::code_set::Item);

        impl $name {
            /// The code as the standard writes it.
            pub fn code(self) -> &'static str {
                self.0.code
            }

            /// The name in 简体中文.
            pub fn name_zh(self) -> &'static str {
                self.0.zh
            }

            /// The name in English.
            pub fn name_en(self) -> &'static str {
                self.0.en
            }

            /// The entry with a code, or none.
            pub fn from_code(code: &str) -> Option<$name> {
                $items.iter().find(|item| item.code == code).map($name)
            }

            /// Every entry, in the order of the standard.
            pub fn list() -> impl Iterator<Item = $name> {
                $items.iter().map($name)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, "{}({} {})", stringify!($name), self.0.code, self.0.zh)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.0.code)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.code)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> Result<$name, D::Error>
            where
                D: serde::Deserializer<'de>,
            {
                let code = String::deserialize(deserializer)?;
                let wrong = || {
                    let name = stringify!($name);
                    serde::de::Error::custom(format!("{code:?} is no code of {name}"))
                };
                $name::from_code(&code).ok_or_else(wrong)
            }
        }

        /// The name of a code in 简体中文, or none.
        pub fn name_zh(code: &str) -> Option<&'static str> {
            $name::from_code(code).map($name::name_zh)
        }

        /// The name of a code in English, or none.
        pub fn name_en(code: &str) -> Option<&'static str> {
            $name::from_code(code).map($name::name_en)
        }

        /// Every entry, in the order of the standard.
        pub fn list() -> impl Iterator<Item = $name> {
            $name::list()
        }

        /// The entry that a text names, or none.
        pub fn from_text(text: &str) -> Option<$name> {
            $name::from_text(text)
        }
    };
}

pub(crate) use code_set;
