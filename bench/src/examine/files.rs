//! Files to findings against the reading of the same files.

use anyhow::Result;

pub(crate) fn run(_count: usize) -> Result<()> {
    Ok(())
}
