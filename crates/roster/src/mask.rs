//! Sensitive values with the part hidden that is nobody's business.

use crate::item::RosterItem;
use std::fmt;
use xibao_domain::Fields;

/// The value as it may be shown: whole where the item is not sensitive.
pub(crate) fn shown<I: RosterItem>(item: I, value: &str) -> String {
    if item.is_sensitive() { masked(item.id(), value) } else { value.to_owned() }
}

/// A sensitive value, masked. A text too short to be masked in part is masked whole.
pub(crate) fn masked(id: &str, value: &str) -> String {
    let (head, tail) = match id {
        "id-number" => (3, 4),
        "phone" | "landline" | "contact-phone" => (3, 2),
        _ => (6, 0),
    };
    let count = value.chars().count();
    if count < head + tail + 4 {
        return "****".to_owned();
    }
    let mut shown: String = value.chars().take(head).collect();
    let hidden = if tail == 0 { 4 } else { count - head - tail };
    shown.extend(std::iter::repeat_n('*', hidden));
    shown.extend(value.chars().skip(count - tail));
    shown
}

/// Fields for a log: the sensitive ones masked.
pub(crate) struct Masked<'a>(pub(crate) &'a Fields);

impl fmt::Debug for Masked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(field, value)| {
            let value =
                if field.is_sensitive() { masked(field.id(), value) } else { value.clone() };
            (field.id(), value)
        });
        f.debug_map().entries(shown).finish()
    }
}

/// Was the text masked before it was written?
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains(['*', '＊']) && (text.contains("***") || text.contains("＊＊＊"))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn the_middle_is_hidden() {
        for (id, value, shown) in [
            ("id-number", "990000199001011234", "990***********1234"),
            ("phone", "13900001234", "139******34"),
            ("phone", "110", "****"),
            ("address", "某省某市某区某街道某号", "某省某市某区****"),
            ("address", "某市", "****"),
        ] {
            assert_eq!(masked(id, value), shown);
        }
    }
}
