//! A throw-away PostgreSQL cluster for tests and benchmarks, and `cargo xtask postgres -- …`, which
//! runs a command beside one.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::commands;

mod programs;

/// Where tests find the server. `none` leaves the tests out that need one.
pub(crate) const VARIABLE: &str = "XIBAO_TEST_POSTGRES";

/// Runs with its input open until we end, in whatever way; see there.
const KEEPER: &str = include_str!("postgres/keep.sh");

/// A port that was free can be taken a moment later by somebody else.
const ATTEMPTS: usize = 3;

/// `postgres -- <command>`: the command, with the address of a fresh cluster in [`VARIABLE`].
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let arguments = match arguments {
        [first, rest @ ..] if first == "--" => rest,
        other => other,
    };
    let [program, arguments @ ..] = arguments else {
        bail!("says no command: cargo xtask postgres -- <command> [arguments]");
    };
    let cluster = Cluster::start()?;
    let mut command = Command::new(program);
    command.args(arguments).env(VARIABLE, cluster.address());
    let status = commands::status_of(&mut command)?;
    Ok(ExitCode::from(u8::try_from(status).unwrap_or(1)))
}

/// A cluster of its own folder and port. Dropped, it is stopped and deleted.
#[derive(Debug)]
pub(crate) struct Cluster {
    keeper: Child,
    port: u16,
}

impl Cluster {
    /// Starts one, after installing PostgreSQL if that is possible and needed.
    pub(crate) fn start() -> Result<Cluster> {
        let programs = programs::need()?;
        let cluster = Cluster::start_with(&programs)?;
        println!("PostgreSQL of {} answers at {}", programs.display(), cluster.address());
        Ok(cluster)
    }

    fn start_with(programs: &Path) -> Result<Cluster> {
        let mut outcome = Cluster::attempt(programs);
        for _ in 1..ATTEMPTS {
            if outcome.is_ok() {
                break;
            }
            outcome = Cluster::attempt(programs);
        }
        outcome
    }

    fn attempt(programs: &Path) -> Result<Cluster> {
        let port = free_port()?;
        let mut command = keeper(programs, port)?;
        let shown = command.get_program().to_string_lossy().into_owned();
        let keeper = command.spawn().with_context(|| format!("cannot start: {shown}"))?;
        let mut cluster = Cluster { keeper, port };
        let mut line = String::new();
        if let Some(output) = cluster.keeper.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        if line.trim_end() != "ready" {
            bail!("the PostgreSQL cluster did not start; the reason stands above");
        }
        Ok(cluster)
    }

    /// The address of its superuser, who may create databases.
    pub(crate) fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("the PostgreSQL cluster may not be gone: {error}");
        }
    }
}

/// The keeper as a process group of its own, so that Ctrl-C leaves it the time to sweep up.
/// PostgreSQL refuses to run as root: then another user runs everything.
fn keeper(programs: &Path, port: u16) -> Result<Command> {
    let mut command = if commands::is_root() {
        let (user, group) = programs::unprivileged()?;
        let mut command = Command::new("setpriv");
        command
            .arg(format!("--reuid={user}"))
            .arg(format!("--regid={group}"))
            .args(["--clear-groups", "sh"])
            // That user may not be allowed into our folder for temporary files.
            .env_remove("TMPDIR");
        command
    } else {
        Command::new("sh")
    };
    command
        .args(["-c", KEEPER, "keep.sh"])
        .arg(programs)
        .arg(port.to_string())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0);
    Ok(command)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    /// Programs that only write down how they were called and where.
    struct Pretence(PathBuf);

    impl Pretence {
        fn new(name: &str, start: &str) -> Pretence {
            let folder = PathBuf::from(format!("/tmp/xibao-xtask-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let all = std::fs::Permissions::from_mode(0o777);
            std::fs::set_permissions(&folder, all.clone()).unwrap();
            let log = folder.join("called");
            let called = format!("#!/bin/sh\necho \"$(basename $0) $*\" >>{}\n", log.display());
            let own = [
                ("initdb", "mkdir \"$2\"".to_owned()),
                ("pg_ctl", format!("case \"$*\" in *start) {start};; esac")),
            ];
            for (program, rest) in own {
                let path = folder.join(program);
                std::fs::write(&path, format!("{called}{rest}\n")).unwrap();
                std::fs::set_permissions(&path, all.clone()).unwrap();
            }
            Pretence(folder)
        }

        fn called(&self) -> Vec<String> {
            let text = std::fs::read_to_string(self.0.join("called")).unwrap();
            text.lines().map(str::to_owned).collect()
        }

        /// The folder of the cluster, as initdb was given it.
        fn cluster_folder(&self) -> PathBuf {
            let called = self.called();
            let data = called[0].split(' ').nth(2).unwrap();
            Path::new(data).parent().unwrap().to_path_buf()
        }
    }

    impl Drop for Pretence {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_dropped_cluster_is_stopped_and_its_folder_is_gone() {
        let pretence = Pretence::new("dropped", "true");
        let cluster = Cluster::start_with(&pretence.0).unwrap();
        assert!(cluster.address().starts_with("postgres://postgres@127.0.0.1:"));
        let folder = pretence.cluster_folder();
        let configuration = std::fs::read_to_string(folder.join("data/postgresql.conf")).unwrap();
        assert!(configuration.contains(&format!("port = {}\n", cluster.port)));
        drop(cluster);
        let called = pretence.called();
        assert_eq!(called.len(), 3, "{called:?}");
        assert!(called[2].ends_with("-m immediate -w stop"));
        assert!(!folder.exists());
    }

    #[test]
    fn a_cluster_that_does_not_start_leaves_nothing() {
        let pretence = Pretence::new("refused", "exit 1");
        assert!(Cluster::start_with(&pretence.0).is_err());
        assert!(!pretence.cluster_folder().exists());
        let starts = pretence.called().iter().filter(|call| call.ends_with("start")).count();
        assert_eq!(starts, ATTEMPTS);
    }

    #[test]
    fn a_keeper_that_is_told_to_end_sweeps_up() {
        let pretence = Pretence::new("told", "true");
        let mut cluster = Cluster::start_with(&pretence.0).unwrap();
        let id = cluster.keeper.id().to_string();
        assert!(commands::works(Command::new("kill").args(["-TERM", &id])));
        cluster.keeper.wait().unwrap();
        assert!(!pretence.cluster_folder().exists());
    }

    #[test]
    fn a_command_must_be_said() {
        assert!(run(&[]).is_err());
        assert!(run(&["--".to_owned()]).is_err());
    }
}
