//! A generated province in a register: how fast it is filled, how a roster file comes in, and how
//! long a page takes with fifty readers and two writers, on SQLite or PostgreSQL.
//!
//! Each phase is a process of its own, so that its peak of memory is its own.

mod baseline;
mod load;
mod memory;
mod roster;
mod serve;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use xibao_app::{Place, Register, Suite};
use xibao_rulebook::bundled;

const USAGE: &str =
    "usage: cargo xtask bench register [--members N] [--suite gm|intl] [--database postgres://…]";

/// What is measured, where.
#[derive(Debug, Clone)]
struct Setup {
    members: u64,
    suite: Suite,
    database: Option<String>,
    folder: PathBuf,
}

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut setup =
        Setup { members: 1_000_000, suite: Suite::Intl, database: None, folder: PathBuf::new() };
    let mut phase = None;
    let mut rest = arguments.iter();
    while let Some(flag) = rest.next() {
        let value = rest.next().context(USAGE)?;
        match flag.as_str() {
            "--members" => setup.members = value.parse().context(USAGE)?,
            "--suite" => setup.suite = value.parse().map_err(|_| anyhow::anyhow!(USAGE))?,
            "--database" => setup.database = Some(value.clone()),
            "--folder" => setup.folder = PathBuf::from(value),
            "--phase" => phase = Some(value.clone()),
            _ => bail!(USAGE),
        }
    }
    match phase {
        None => all(setup, arguments),
        Some(phase) => one(&setup, &phase),
    }
}

/// Runs every phase as a process of its own.
fn all(mut setup: Setup, arguments: &[String]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    setup.folder = folder.path().to_path_buf();
    let engine = if setup.database.is_some() { "PostgreSQL" } else { "SQLite, one file" };
    println!("{} members, {engine}, suite {}\n", setup.members, setup.suite.name());
    for phase in ["baseline", "load", "serve", "roster"] {
        let status = Command::new(std::env::current_exe()?)
            .arg("register")
            .args(arguments)
            .arg("--folder")
            .arg(&setup.folder)
            .args(["--phase", phase])
            .status()?;
        ensure!(status.success(), "the phase {phase} failed");
    }
    Ok(())
}

fn one(setup: &Setup, phase: &str) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match phase {
            "baseline" => baseline::run(setup).await,
            "load" => load::run(setup).await,
            "serve" => serve::run(setup).await,
            "roster" => roster::run(setup).await,
            _ => bail!(USAGE),
        }
    })?;
    println!("  memory at most {} MB in this phase\n", memory::peak_megabytes()?);
    Ok(())
}

impl Setup {
    fn place(&self) -> Place {
        match &self.database {
            Some(address) => Place::Server(address.clone()),
            None => Place::File(self.folder.join("register.db")),
        }
    }

    fn keys(&self) -> PathBuf {
        self.folder.join("register.keys")
    }

    async fn create(&self, place: &Place, keys: &Path) -> Result<Register> {
        Ok(Register::create(place, keys, self.suite, bundled::cpc()?).await?)
    }

    async fn open(&self) -> Result<Register> {
        Ok(Register::open(&self.place(), &self.keys(), bundled::cpc()?).await?)
    }
}
