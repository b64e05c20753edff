//! The most memory a process had.

use anyhow::{Context, Result};

/// Megabytes resident at most, as the kernel counts them.
pub(super) fn peak_megabytes() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("not on Linux?")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM")?;
    let kilobytes: u64 =
        line.split_whitespace().nth(1).context("no figure")?.parse().context("no figure")?;
    Ok(kilobytes / 1024)
}
