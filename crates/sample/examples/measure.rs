//! Scratch measurement.
use xibao_sample::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let count: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    let options = SampleOptions { count, ..bundled_options() };
    let path = std::path::Path::new(&path);
    let start = std::time::Instant::now();
    let n: usize = dossiers(&options).map(|d| d.planted.len()).sum();
    println!("generate only {:?} planted {n}", start.elapsed());
    let start = std::time::Instant::now();
    let written = write(path, Format::of(path).unwrap(), &options, &mut |_| ()).unwrap();
    println!("{:?} {:?}", written, start.elapsed());
}
