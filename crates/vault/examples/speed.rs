//! How many small values a second are sealed, opened and blinded by one core.
//!
//! `cargo run --release -p xibao-vault --example speed`

use std::time::Instant;

use xibao_vault::{KeyRing, Mac, Place, Sealed, Suite, Vault, VaultError, system_random};

const VALUES: u32 = 500_000;
const PHONE: &str = "13800138000";

fn main() -> Result<(), VaultError> {
    for suite in [Suite::Intl, Suite::Gm] {
        let vault = Vault::new(&KeyRing::generate(suite, "2026-11-24", &mut system_random)?)?;
        let place = Place::new("person.phone", [7; 16]);
        // A counter in the place of chance, to time the sealing alone.
        let mut counter = 0u64;
        let mut counting = |bytes: &mut [u8]| {
            counter += 1;
            bytes.iter_mut().zip(counter.to_be_bytes()).for_each(|(to, from)| *to = from);
            Ok(())
        };
        let sealed = vault.seal(place, PHONE, &mut system_random)?;
        let text = sealed.to_string();
        println!("{} ({suite})", suite.algorithms());
        timed("seal", || vault.seal(place, PHONE, &mut counting).map(drop))?;
        timed("seal, system chance", || vault.seal(place, PHONE, &mut system_random).map(drop))?;
        timed("open", || vault.open(place, &sealed).map(drop))?;
        timed("read text and open", || vault.open(place, &text.parse::<Sealed>()?).map(drop))?;
        timed("blind", || vault.blind("person.phone", PHONE).map(drop))?;
        let mut last = Mac::START;
        timed("chain 200 bytes", || {
            last = vault.chain_next(&last, &[7; 200])?;
            Ok(())
        })?;
    }
    Ok(())
}

fn timed(name: &str, mut act: impl FnMut() -> Result<(), VaultError>) -> Result<(), VaultError> {
    let start = Instant::now();
    for _ in 0..VALUES {
        act()?;
    }
    let rate = f64::from(VALUES) / start.elapsed().as_secs_f64();
    println!("  {name:<20} {rate:>12.0} a second");
    Ok(())
}
