//! Chance as an argument.

use crate::VaultError;

/// A source of unpredictable bytes: fills the whole slice or says why it cannot.
///
/// [`system_random`] is the one for programs. A test passes a seeded one, and gets the same values
/// every time.
pub type Random<'a> = dyn FnMut(&mut [u8]) -> Result<(), NoRandom> + 'a;

/// The source of random bytes failed; in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRandom(pub String);

/// Fills the slice from the generator of the operating system.
///
/// # Errors
/// [`NoRandom`] when the operating system has none to give, as may happen in a sandbox.
///
/// ```
/// let mut nonce = [0u8; 12];
/// xibao_vault::system_random(&mut nonce)?;
/// assert_ne!(nonce, [0; 12]);
/// # Ok::<(), xibao_vault::NoRandom>(())
/// ```
pub fn system_random(bytes: &mut [u8]) -> Result<(), NoRandom> {
    getrandom::fill(bytes).map_err(|error| NoRandom(error.to_string()))
}

/// Fills the slice, and refuses a source that answers nothing but zeros: a source that forgot to
/// write would otherwise repeat nonces, which gives GCM keys away.
pub(crate) fn fill(random: &mut Random<'_>, bytes: &mut [u8]) -> Result<(), VaultError> {
    random(bytes).map_err(|NoRandom(reason)| VaultError::NoRandom { reason })?;
    if bytes.len() >= 8 && bytes.iter().all(|&byte| byte == 0) {
        return Err(VaultError::NoRandom { reason: "it gave only zeros".to_owned() });
    }
    Ok(())
}
