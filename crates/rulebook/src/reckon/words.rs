//! Names and values in words, both languages at once.

use super::view::View;
use crate::day::Dated;
use crate::model::{FieldType, SlotName};
use crate::text::Text;

impl View<'_> {
    /// What a name is called.
    pub(super) fn label(&self, name: &SlotName) -> Text {
        if name.owner == "person" {
            return Text::new("出生日期", "date of birth");
        }
        if name.field == "today" {
            return Text::new("审查日", "day of examination");
        }
        let owner = match self.book.selection(&name.owner) {
            Some(selection) => selection.text.clone(),
            None => self.book.kind(&name.owner).map(|kind| kind.text.clone()).unwrap_or_default(),
        };
        if name.field == "on" {
            return owner;
        }
        let field = self.field_label(name);
        Text::new(format!("{}·{}", owner.zh, field.zh), format!("{}, {}", owner.en, field.en))
    }

    fn field_label(&self, name: &SlotName) -> Text {
        let kind = self.book.kind_of(&name.owner);
        let find = |field: &str| {
            let fields = kind.map(|kind| kind.fields.as_slice()).unwrap_or_default();
            fields.iter().find(|known| known.name == field).map(|known| known.text.clone())
        };
        if name.field == "count" {
            return Text::new("次数", "number of times");
        }
        if let Some(text) = find(&name.field) {
            return text;
        }
        match name.field.rsplit_once('_') {
            Some((field, "distinct")) => {
                let text = find(field).unwrap_or_default();
                Text::new(format!("{}（不重复人数）", text.zh), format!("{} (distinct)", text.en))
            }
            Some((field, "self")) => {
                let text = find(field).unwrap_or_default();
                Text::new(format!("{}（含本人）", text.zh), format!("{} (includes self)", text.en))
            }
            _ => Text::new(name.field.clone(), name.field.clone()),
        }
    }

    /// What is recorded under a name, in words; the day for dates.
    pub(super) fn value_words(&self, name: &SlotName) -> Option<Text> {
        let (lo, hi) = self.interval(name)?;
        if lo != hi && self.field_type(name) != FieldType::Day {
            return Some(Text::new(format!("{lo} 或 {hi}"), format!("{lo} or {hi}")));
        }
        Some(match self.field_type(name) {
            FieldType::Day => date_words(self.dated(name)?),
            FieldType::Bool if lo == 1 => Text::new("是", "yes"),
            FieldType::Bool => Text::new("否", "no"),
            FieldType::Text => Text::new("已记录", "recorded"),
            FieldType::Enum(values) => {
                let value = usize::try_from(lo).ok().and_then(|index| values.get(index).cloned());
                let value = value.unwrap_or_default();
                Text::new(value.clone(), value)
            }
            FieldType::Int | FieldType::Names => Text::new(lo.to_string(), lo.to_string()),
        })
    }
}

/// A date in words, also when it is known only in part.
pub(super) fn date_words(dated: Dated) -> Text {
    if dated == Dated::UNKNOWN {
        return Text::new("日期未记", "day not recorded");
    }
    let text = dated.to_string();
    match text.split_once('/') {
        Some((lo, hi)) => Text::new(format!("{lo} 至 {hi} 之间"), format!("between {lo} and {hi}")),
        None => Text::new(text.clone(), text),
    }
}
