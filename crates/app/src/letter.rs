//! A letter of transfer that takes the place of another.

use xibao_domain::person::PersonEvent;
use xibao_domain::{PersonId, TransferAct};
use xibao_rulebook::Dated;

use crate::record::Purpose;
use crate::{AppError, Register, limits};

impl Register {
    /// Replaces the letter of the transfer under way, valid as the rulebook says or for the days
    /// stated.
    ///
    /// # Errors
    /// [`AppError::Refused`] if no letter is out.
    pub async fn reissue_letter(
        &self,
        purpose: Purpose,
        id: PersonId,
        number: &str,
        days: Option<i32>,
        on: Dated,
    ) -> Result<(), AppError> {
        let valid_until = limits::letter_valid_until(&self.book, on, days).ok_or_else(|| {
            AppError::asked(
                "介绍信有效期算不出，请写明有效天数",
                "the validity of the letter cannot be reckoned; state its days",
            )
        })?;
        let act = TransferAct::LetterReissued { letter: number.to_owned(), valid_until };
        self.change_person(purpose, id, PersonEvent::TransferActed { act }, on).await
    }
}
