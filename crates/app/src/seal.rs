//! Plain fields to sealed ones and back, and what is shown by default.

use xibao_domain::{Field, Fields, PersonId};
use xibao_vault::{Place, Sealed, Secret, Vault};

use crate::AppError;
use crate::circumstance::Circumstance;

/// Seals and opens a person's fields.
pub(crate) struct Sealer<'r> {
    pub(crate) vault: &'r Vault,
    pub(crate) circumstance: &'r dyn Circumstance,
}

impl Sealer<'_> {
    /// A plain value as it is stored.
    pub(crate) fn seal(
        &self,
        person: PersonId,
        field: Field,
        plain: &str,
    ) -> Result<String, AppError> {
        if !field.is_sensitive() {
            return Ok(plain.to_owned());
        }
        let place = Place::new(field.id(), *person.as_bytes());
        let mut random = |bytes: &mut [u8]| self.circumstance.random(bytes);
        Ok(self.vault.seal(place, plain, &mut random)?.to_string())
    }

    /// Plain fields as they are stored.
    pub(crate) fn seal_all(&self, person: PersonId, plain: &Fields) -> Result<Fields, AppError> {
        plain.iter().map(|(field, value)| Ok((*field, self.seal(person, *field, value)?))).collect()
    }

    /// A stored value in plain.
    pub(crate) fn open(
        &self,
        person: PersonId,
        field: Field,
        stored: &str,
    ) -> Result<Secret, AppError> {
        let sealed: Sealed = stored.parse()?;
        Ok(self.vault.open(Place::new(field.id(), *person.as_bytes()), &sealed)?)
    }

    /// Stored fields in plain.
    pub(crate) fn open_all(&self, person: PersonId, stored: &Fields) -> Result<Fields, AppError> {
        stored
            .iter()
            .map(|(field, value)| {
                let plain = if field.is_sensitive() {
                    self.open(person, *field, value)?.expose().to_owned()
                } else {
                    value.clone()
                };
                Ok((*field, plain))
            })
            .collect()
    }

    /// The blind index of an identity number, in hexadecimal.
    pub(crate) fn blind(&self, id_number: &str) -> Result<String, AppError> {
        use std::fmt::Write as _;
        let blind = self.vault.blind(Field::IdNumber.id(), id_number)?;
        let mut text = String::with_capacity(blind.len() * 2);
        for byte in blind {
            let _ = write!(text, "{byte:02x}");
        }
        Ok(text)
    }
}

/// A plain value with its middle hidden: enough to recognise what one knows, too little to use.
///
/// ```
/// use xibao_app::masked;
/// use xibao_domain::Field;
/// assert_eq!(masked(Field::IdNumber, "99000020010203123X"), "990***********123X");
/// assert_eq!(masked(Field::Phone, "10012345678"), "100****5678");
/// assert_eq!(masked(Field::Address, "青禾县东街1号"), "青禾县****");
/// ```
pub fn masked(field: Field, plain: &str) -> String {
    if !field.is_sensitive() {
        return plain.to_owned();
    }
    let characters: Vec<char> = plain.chars().collect();
    let shown = |from: usize, to: usize| -> String {
        characters.get(from..to.min(characters.len())).unwrap_or_default().iter().collect()
    };
    let length = characters.len();
    match field {
        Field::IdNumber | Field::Phone | Field::Landline if length >= 9 => {
            format!("{}{}{}", shown(0, 3), "*".repeat(length - 7), shown(length - 4, length))
        }
        Field::Address | Field::Household if length > 3 => format!("{}****", shown(0, 3)),
        _ => "****".to_owned(),
    }
}
