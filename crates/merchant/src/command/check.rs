//! `kantis-merchant check FILE`

use kantis_merchant::programme::{Programme, advice};

use super::args::Check;
use super::failure::Failure;
use super::out;

/// Says every fault with its line; without faults, what to think about again.
pub(super) fn check(args: &Check) -> Result<(), Failure> {
    let toml =
        std::fs::read_to_string(&args.file).map_err(|error| Failure::file(&args.file, error))?;
    let programme = Programme::read(&toml)
        .map_err(|faults| Failure::new(format!("{}\n{faults}", args.file.display())))?;
    for advice in advice(&programme, &toml) {
        out::say(&format!(
            "advice: line {}: {}: {}",
            advice.line, advice.place, advice.what
        ));
    }
    out::say(&format!("{} is right.", args.file.display()));
    Ok(())
}
