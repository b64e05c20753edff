//! Where PostgreSQL's programs are, and how they come there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::commands;

/// Distributions keep the server's programs out of `PATH`, one folder for each major version.
const VERSIONED: &[(&str, &str)] = &[("/usr/lib/postgresql", "bin"), ("/usr", "bin")];

/// Debian makes and starts a cluster when the server is installed, unless this says otherwise.
const DEBIAN_SETTINGS: &str = "/etc/postgresql-common/createcluster.conf";
const DEBIAN_NO_CLUSTER: &str = "create_main_cluster = false";

const REMEDY: &str = "PostgreSQL's server programs (initdb, pg_ctl) were not found: run `apt-get \
                      install -y --no-install-recommends postgresql` as root; or set \
                      XIBAO_TEST_POSTGRES to the address of a server on which databases may be \
                      created and dropped, or to none to leave its tests out";

/// The folder of `initdb` and `pg_ctl`; on Debian, as root, they are installed if need be.
pub(super) fn need() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    if commands::is_root() && commands::works(Command::new("apt-get").arg("--version")) {
        println!("no PostgreSQL: installing it, without a cluster of its own");
        install()?;
    }
    find().context(REMEDY)
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find_map(|folder| complete(&folder))
        .or_else(|| VERSIONED.iter().find_map(|(top, below)| newest(Path::new(top), below)))
}

/// The newest version below a folder of versions, such as `15/bin` or `pgsql-15/bin`.
fn newest(top: &Path, below: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(top).ok()?;
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name();
            let name = name.to_str()?;
            let version: u32 = name.strip_prefix("pgsql-").unwrap_or(name).parse().ok()?;
            Some((version, complete(&entry.path().join(below))?))
        })
        .max()
        .map(|(_, folder)| folder)
}

/// The folder in which both programs really are: `PATH` may hold links to them.
fn complete(folder: &Path) -> Option<PathBuf> {
    let program = folder.join("initdb").canonicalize().ok()?;
    let folder = program.parent()?;
    folder.join("pg_ctl").is_file().then(|| folder.to_path_buf())
}

fn install() -> Result<()> {
    apt(&["update"])?;
    apt(&["install", "-y", "--no-install-recommends", "postgresql-common"])?;
    let settings = std::fs::read_to_string(DEBIAN_SETTINGS).unwrap_or_default();
    if !settings.lines().any(|line| line.trim_start().starts_with("create_main_cluster")) {
        std::fs::write(DEBIAN_SETTINGS, format!("{settings}\n{DEBIAN_NO_CLUSTER}\n"))
            .with_context(|| format!("cannot write {DEBIAN_SETTINGS}"))?;
    }
    apt(&["install", "-y", "--no-install-recommends", "postgresql"])
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    commands::must_succeed(&mut command)
}

/// A user other than root, and its group: the package brings `postgres`.
pub(super) fn unprivileged() -> Result<(&'static str, String)> {
    for user in ["postgres", "nobody"] {
        let output = Command::new("id").args(["-gn", user]).output().context("cannot start: id")?;
        if output.status.success() {
            return Ok((user, String::from_utf8_lossy(&output.stdout).trim().to_owned()));
        }
    }
    bail!("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_with_both_programs_is_taken() {
        let top = std::env::temp_dir().join(format!("xibao-xtask-programs-{}", std::process::id()));
        for (version, programs) in [
            ("9", vec!["initdb", "pg_ctl"]),
            ("15", vec!["initdb", "pg_ctl"]),
            ("17", vec!["initdb"]),
        ] {
            let folder = top.join(version).join("bin");
            std::fs::create_dir_all(&folder).unwrap();
            for program in programs {
                std::fs::write(folder.join(program), "").unwrap();
            }
        }
        let found = newest(&top, "bin").unwrap();
        std::fs::remove_dir_all(&top).unwrap();
        assert!(found.ends_with("15/bin"), "{}", found.display());
        assert_eq!(newest(&top, "bin"), None);
    }
}
