//! Which rulebook is used, and how failures are told.

use crate::arguments::Arguments;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use xibao_rulebook::{Day, Language, Rulebook, RulebookError, bundled};

/// A failure in both languages.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Said {}

/// A failure to tell.
pub(crate) fn said(zh: impl Into<String>, en: impl Into<String>) -> anyhow::Error {
    Said { zh: zh.into(), en: en.into() }.into()
}

/// What a failure says in one language.
pub(crate) fn explain(error: &anyhow::Error, language: Language) -> String {
    let said = error.downcast_ref::<Said>().filter(|_| language == Language::Zh);
    said.map_or_else(|| format!("{error:#}"), |said| said.zh.clone())
}

/// Why the system refused, in both languages.
pub(crate) fn why(error: &std::io::Error) -> (String, String) {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("没有这个文件或文件夹", "there is no such file or folder"),
        ErrorKind::PermissionDenied => ("没有权限", "no permission"),
        ErrorKind::AlreadyExists => ("已有同名的文件", "a file of that name is there"),
        ErrorKind::NotADirectory => {
            ("路径中有一段是文件，不是文件夹", "a part of the path is a file, not a folder")
        }
        ErrorKind::IsADirectory => ("这是文件夹", "it is a folder"),
        ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => ("磁盘只读", "the disk is read-only"),
        ErrorKind::InvalidData => ("不是 UTF-8 文本", "it is not UTF-8 text"),
        _ => return (error.to_string(), error.to_string()),
    };
    (zh.to_owned(), en.to_owned())
}

/// Opens a file that is to be read.
pub(crate) fn open_file(path: &Path) -> Result<File> {
    let shown = path.display();
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    if file.metadata().map_err(|error| cannot_read(path, &error))?.is_dir() {
        bail!(said(
            format!("{shown} 是文件夹；请指到其中的文件"),
            format!("{shown} is a folder; name the file in it"),
        ));
    }
    Ok(file)
}

/// A file or folder cannot be read.
pub(crate) fn cannot_read(path: &Path, error: &std::io::Error) -> anyhow::Error {
    let (shown, (zh, en)) = (path.display(), why(error));
    said(
        format!("打不开 {shown}：{zh}；请检查路径和权限"),
        format!("cannot open {shown}: {en}; check the path and the permission"),
    )
}

/// The bundled rulebook, or the one in the folder that was named.
pub(crate) fn load(arguments: &Arguments) -> Result<Rulebook> {
    match &arguments.rulebook {
        None => Ok(bundled::cpc()?),
        Some(folder) => read_folder(folder)?.map_err(|error| {
            let shown = folder.display();
            said(
                format!("规则库 {shown} 不能使用，请修正：\n{error}"),
                format!("the rulebook {shown} cannot be used; mend:\n{error}"),
            )
        }),
    }
}

/// Reads a folder of TOML; the inner result tells what is wrong with the rulebook.
pub(crate) fn read_folder(folder: &Path) -> Result<Result<Rulebook, RulebookError>> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files)?;
    if files.is_empty() {
        let folder = folder.display();
        bail!(said(
            format!("{folder} 里没有 .toml 文件；请指到规则库的文件夹"),
            format!("there is no .toml file in {folder}; name the folder of a rulebook"),
        ));
    }
    files.sort();
    let borrowed: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Ok(Rulebook::read(&borrowed))
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| cannot_read(folder, &error))?;
    for entry in entries {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text =
                std::fs::read_to_string(&path).map_err(|error| cannot_read(&path, &error))?;
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            files.push((name, text));
        }
    }
    Ok(())
}

/// Reads a day typed as an option.
pub(crate) fn day(option: &str, text: &str) -> Result<Day> {
    Day::parse(text).map_err(|error| {
        said(
            format!("{option} {text}：不是日历上的日期；请写成 2026-11-24"),
            format!("{option} {text}: {error}"),
        )
    })
}

/// Today by the clock of this machine.
#[expect(clippy::disallowed_methods, reason = "the command line is a face; it may read the clock")]
pub(crate) fn today() -> Result<Day> {
    let date = jiff::ZonedDateTime::now().date();
    let (year, month, day) = (date.year().into(), date.month().into(), date.day().into());
    Day::from_ymd(year, month, day).context("the clock of this machine shows no usable date")
}

/// Prints to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

/// Has the reader of standard output gone away? That is no failure.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let error = cause.downcast_ref::<std::io::Error>();
        error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
