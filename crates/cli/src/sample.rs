//! `xibao sample`: ledgers of invented dossiers.

use crate::arguments::{Arguments, Sample};
use crate::rulebooks::{day, print, said, today};
use anyhow::{Result, bail};
use indicatif::ProgressBar;
use std::io::IsTerminal;
use std::process::ExitCode;
use xibao_rulebook::Language;
use xibao_sample::{CsvEncoding, Format, SampleOptions, write};

pub(crate) fn run(arguments: &Arguments, command: &Sample) -> Result<ExitCode> {
    if !(0.0..=1.0).contains(&command.breach_rate) {
        let rate = command.breach_rate;
        bail!(said(
            format!("--breach-rate {rate}：应在 0 和 1 之间，如 0.2"),
            format!("--breach-rate {rate}: must lie between 0 and 1, such as 0.2"),
        ));
    }
    let today = match &command.today {
        Some(text) => day("--today", text)?,
        None => today()?,
    };
    let mut options = SampleOptions::new(command.seed, command.count, today);
    options.breach_rate = command.breach_rate;
    let failed = |error: xibao_sample::SampleError| said(error.zh(), error.en());
    let mut format = Format::of(&command.file).map_err(failed)?;
    if command.gb18030 && matches!(format, Format::Csv(_)) {
        format = Format::Csv(CsvEncoding::Gb18030);
    }
    let bar = std::io::stderr().is_terminal().then(|| ProgressBar::new(command.count));
    let written = write(&command.file, format, &options, &mut |count| {
        if let Some(bar) = &bar {
            bar.set_position(count);
        }
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let written = written.map_err(failed)?;
    let (file, planted) = (command.file.display(), written.planted_path.display());
    let told = match arguments.language() {
        Language::Zh => format!(
            "已写 {} 份虚构档案到 {file}；埋设的问题 {} 处，列在 {planted}",
            written.rows, written.planted
        ),
        Language::En => format!(
            "wrote {} invented dossiers to {file}; {} planted breaches are listed in {planted}",
            written.rows, written.planted
        ),
    };
    print(&format!("{told}\n"))?;
    Ok(ExitCode::SUCCESS)
}
