//! Files to findings against the reading of the same files, by the libraries that read them.

use super::precise;
use anyhow::{Context, Result, ensure};
use csv::StringRecord;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use xibao_examiner::{Dossier, ExamineError, Input, Options, Visitor, Wanted, examine};
use xibao_rulebook::{Day, bundled};
use xibao_sample::{CsvEncoding, Format, SampleOptions, write};
use xibao_table::{OpenOptions, Rows, open};

/// Counted runs; the median is printed.
const RUNS: usize = 3;

/// Wants counts alone, as the terminal summary does.
struct Counting;

impl Visitor for Counting {
    fn wanted(&self) -> Wanted {
        Wanted::Counts
    }

    fn batch(&mut self, _: Option<&Rows>, _: Vec<Dossier>) -> Result<(), ExamineError> {
        Ok(())
    }
}

/// Wall time and processor time of a piece of work.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    processor: Duration,
}

pub(crate) fn run(count: usize) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("xibao-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!(
        "\n{count} generated ledger rows, file to counts by rule, two threads, medians of {RUNS}"
    );
    let result = [("parquet", Format::Parquet), ("csv", Format::Csv(CsvEncoding::Utf8))]
        .into_iter()
        .try_for_each(|(name, format)| one(&folder, name, format, count));
    std::fs::remove_dir_all(&folder)?;
    result
}

fn one(folder: &Path, name: &str, format: Format, count: usize) -> Result<()> {
    let path = folder.join(format!("ledger.{name}"));
    let today = Day::parse("2026-11-24")?;
    let mut options = SampleOptions::new(1, u64::try_from(count)?, today);
    options.breach_rate = 0.2;
    write(&path, format, &options, &mut |_| {})?;
    let megabytes = std::fs::metadata(&path)?.len() >> 20;
    let book = bundled::cpc()?;
    let mut reading = Vec::new();
    let mut examining = Vec::new();
    let mut found = 0;
    for _ in 0..RUNS {
        reading.push(measure(|| match format {
            Format::Parquet => read_parquet(&path),
            _ => read_csv(&path),
        })?);
        examining.push(measure(|| {
            let table = open(&path, &OpenOptions::default()).map_err(anyhow::Error::from)?;
            let options = Options { today: Some(today), map: None };
            let outcome = examine(&book, Input::Table(table), &options, &mut Counting)?;
            found = outcome.summary.with_findings;
            ensure!(outcome.summary.dossiers == u64::try_from(count)?, "rows were lost");
            Ok(())
        })?);
    }
    ensure!(found > 0, "nothing was found, so nothing was examined");
    let (reading, examining) = (median(&mut reading), median(&mut examining));
    println!("{name} ({megabytes} MB), {found} rows with findings");
    print_cost("  read alone", reading, count);
    print_cost("  file to findings", examining, count);
    println!(
        "  ratio: wall {:.2}, processor {:.2}",
        examining.wall.as_secs_f64() / reading.wall.as_secs_f64(),
        examining.processor.as_secs_f64() / reading.processor.as_secs_f64()
    );
    println!("  memory at most so far: {} MB", peak_memory()?);
    Ok(())
}

fn read_parquet(path: &PathBuf) -> Result<()> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?;
    let mut rows = 0;
    for batch in reader.with_batch_size(8192).build()? {
        rows += batch?.num_rows();
    }
    ensure!(rows > 0, "no rows");
    Ok(())
}

fn read_csv(path: &PathBuf) -> Result<()> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path)?;
    let mut record = StringRecord::new();
    let mut rows = 0_usize;
    while reader.read_record(&mut record)? {
        rows += 1;
    }
    ensure!(rows > 0, "no rows");
    Ok(())
}

fn measure(work: impl FnOnce() -> Result<()>) -> Result<Cost> {
    let (wall, processor) = (Instant::now(), processor_time()?);
    work()?;
    Ok(Cost { wall: wall.elapsed(), processor: processor_time()?.saturating_sub(processor) })
}

/// Processor time of this process, all threads, as Linux counts it in hundredths of a second.
fn processor_time() -> Result<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after) = text.rsplit_once(')').context("unexpected /proc/self/stat")?;
    let mut fields = after.split_whitespace().skip(11);
    let mut ticks = || -> Result<u64> { Ok(fields.next().context("too few fields")?.parse()?) };
    Ok(Duration::from_millis((ticks()? + ticks()?) * 10))
}

/// The most memory this process has held, in megabytes.
fn peak_memory() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find(|line| line.starts_with("VmHWM")).context("no VmHWM")?;
    let kilobytes = line.split_whitespace().nth(1).context("no number")?;
    Ok(kilobytes.parse::<u64>()? >> 10)
}

fn median(costs: &mut [Cost]) -> Cost {
    costs.sort_by_key(|cost| cost.wall);
    costs
        .get(costs.len() / 2)
        .copied()
        .unwrap_or(Cost { wall: Duration::ZERO, processor: Duration::ZERO })
}

fn print_cost(name: &str, cost: Cost, count: usize) {
    println!(
        "{name:<20}{:>8.2} s wall {:>8.2} s processor {:>8.2} million rows a second",
        cost.wall.as_secs_f64(),
        cost.processor.as_secs_f64(),
        precise(count) / cost.wall.as_secs_f64() / 1e6
    );
}
