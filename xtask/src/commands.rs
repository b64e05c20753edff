//! Running other programs, and saying what to do when one is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The top folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A `cargo` command, run in the top folder, that writes straight to this terminal.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command to its end and returns its exit status; a signal is an error.
pub(crate) fn status_of(command: &mut Command) -> Result<i32> {
    let shown = show(command);
    let status = command.status().with_context(|| format!("cannot start: {shown}"))?;
    status.code().with_context(|| format!("ended by a signal: {shown}"))
}

/// Runs a command that must succeed.
pub(crate) fn must_succeed(command: &mut Command) -> Result<()> {
    match status_of(command)? {
        0 => Ok(()),
        code => bail!("exit status {code}: {}", show(command)),
    }
}

/// Whether a command starts and succeeds; its output is dropped.
pub(crate) fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command as a person would type it.
pub(crate) fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Makes sure that a C compiler is at hand: some dependencies bring C sources.
///
/// Without `cc` Rust cannot link either, unless another linker is configured: that is the case
/// this covers.
pub(crate) fn need_c_compiler() -> Result<()> {
    if std::env::var_os("CC").is_some() || works(Command::new("cc").arg("--version")) {
        return Ok(());
    }
    if is_root() && works(Command::new("apt-get").arg("--version")) {
        println!("no C compiler: installing gcc");
        must_succeed(Command::new("apt-get").arg("update"))?;
        must_succeed(Command::new("apt-get").args(["install", "-y", "gcc", "libc6-dev"]))?;
        return Ok(());
    }
    bail!("no C compiler (cc) was found: run `apt-get install -y gcc libc6-dev` as root")
}

/// Makes sure that `cargo fmt` and `cargo clippy` exist; a minimal toolchain comes without them.
pub(crate) fn need_toolchain_components() -> Result<()> {
    let present =
        || works(&mut cargo(&["fmt", "--version"])) && works(&mut cargo(&["clippy", "-V"]));
    let mut add = Command::new("rustup");
    add.args(["component", "add", "rustfmt", "clippy"]).current_dir(root());
    if present() || (status_of(&mut add).is_ok_and(|code| code == 0) && present()) {
        return Ok(());
    }
    bail!("rustfmt or clippy is missing: run `rustup component add rustfmt clippy`")
}

/// Whether root runs this.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_typed() {
        assert_eq!(show(Command::new("/usr/bin/git").args(["ls-files", "-z"])), "git ls-files -z");
    }

    #[test]
    fn a_failing_command_is_an_error_and_a_missing_one_too() {
        assert_eq!(status_of(&mut Command::new("false")).unwrap(), 1);
        assert!(must_succeed(&mut Command::new("false")).is_err());
        assert!(must_succeed(&mut Command::new("no-such-program-anywhere")).is_err());
        assert!(!works(&mut Command::new("no-such-program-anywhere")));
    }

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.toml").is_file());
        assert!(root().join("xtask").is_dir());
    }
}
