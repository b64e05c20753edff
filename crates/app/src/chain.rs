//! What the macs of facts and batches are computed over.

use xibao_store::{BatchRow, FactRow};
use xibao_vault::{KeyId, Mac, Vault};

use crate::AppError;

/// A fact's content, every part with its length before it.
pub(crate) fn fact_content(fact: &FactRow) -> Vec<u8> {
    let mut content = Vec::with_capacity(fact.body.len() + 160);
    part(&mut content, &i64::from(fact.region).to_be_bytes());
    part(&mut content, &fact.subject().to_be_bytes());
    part(&mut content, fact.case.as_bytes());
    part(&mut content, &fact.seq.to_be_bytes());
    part(&mut content, fact.id.as_bytes());
    part(&mut content, fact.happened_on.as_bytes());
    part(&mut content, &fact.recorded_at.to_be_bytes());
    part(&mut content, fact.actor.as_bytes());
    part(&mut content, fact.batch.as_bytes());
    part(&mut content, fact.body.as_bytes());
    content
}

/// A batch's content.
pub(crate) fn batch_content(batch: &BatchRow) -> Vec<u8> {
    let mut content = Vec::with_capacity(256);
    part(&mut content, &i64::from(batch.region).to_be_bytes());
    part(&mut content, &batch.seq.to_be_bytes());
    part(&mut content, batch.id.as_bytes());
    part(&mut content, &batch.recorded_at.to_be_bytes());
    part(&mut content, batch.actor.as_bytes());
    part(&mut content, batch.purpose.as_bytes());
    part(&mut content, batch.source.as_bytes());
    part(&mut content, &batch.facts.to_be_bytes());
    part(&mut content, &batch.digest);
    part(&mut content, batch.undoes.as_ref().map_or(&[][..], |id| id.as_bytes().as_slice()));
    content
}

fn part(content: &mut Vec<u8>, bytes: &[u8]) {
    content.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    content.extend_from_slice(bytes);
}

/// The macs of the facts of a batch, combined so that their order does not matter: each mac is
/// unforgeable without the key and belongs to one place of one chain, so their exclusive or tells
/// whether one is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn add(&mut self, mac: &[u8]) {
        for (sum, byte) in self.0.iter_mut().zip(mac) {
            *sum ^= byte;
        }
    }

    pub(crate) fn bytes(self) -> [u8; 32] {
        self.0
    }
}

/// A stored mac; anything but 32 bytes matches nothing.
pub(crate) fn stored_mac(bytes: &[u8]) -> Mac {
    Mac(bytes.try_into().unwrap_or([0xff; 32]))
}

/// The mac of what follows `previous`, by the current key.
pub(crate) fn next(
    vault: &Vault,
    previous: Mac,
    content: &[u8],
) -> Result<(String, Vec<u8>), AppError> {
    let mac = vault.chain_next(&previous, content)?;
    Ok((vault.current_key_id().to_string(), mac.0.to_vec()))
}

/// Does a stored mac fit? `None` if its key is not there.
pub(crate) fn fits(
    vault: &Vault,
    key_id: &str,
    previous: Mac,
    content: &[u8],
    stored: &[u8],
) -> Result<Option<bool>, AppError> {
    let Ok(key) = key_id.parse::<KeyId>() else { return Ok(Some(false)) };
    if vault.suite(key).is_none() {
        return Ok(None);
    }
    Ok(Some(vault.chain_with(key, &previous, content)? == stored_mac(stored)))
}
