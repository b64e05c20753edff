//! The drawings in ARCHITECTURE.md are those of the code.

use std::fmt::Write as _;
use std::path::PathBuf;

use xibao_domain::machine::Machine;
use xibao_domain::{Membership, Organisation, Transfer};

const HEADING: &str = "## State machines";

fn machines() -> [Machine; 3] {
    [Membership::machine(), Organisation::machine(), Transfer::machine()]
}

fn architecture() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md"))
}

/// The section as it should be, from its heading up to the next one.
fn section() -> String {
    let mut section = format!(
        "{HEADING}\n\n\
         What can happen in each state, drawn by the code itself (`Machine::drawing` of \
         `crates/domain`): every step is tried on\nevery state. A test compares; \
         `XIBAO_DRAW=1 cargo test -p xibao-domain drawing` draws this section anew.\n"
    );
    for machine in machines() {
        let (name, drawing) = (machine.name, machine.drawing());
        writeln!(section, "\n### {name}\n\n```\n{drawing}```").unwrap();
    }
    section
}

/// The text before the section, the section, and the text after it.
fn parted(text: &str) -> (&str, &str, &str) {
    let start = text.find(HEADING).unwrap_or(text.len());
    let (before, rest) = text.split_at(start);
    let end = rest.get(3..).and_then(|rest| rest.find("\n## ")).map_or(rest.len(), |at| at + 4);
    let (section, after) = rest.split_at(end);
    (before, section, after)
}

#[test]
fn the_drawings_are_those_of_the_code() {
    let text = std::fs::read_to_string(architecture()).unwrap().replace("\r\n", "\n");
    let (before, found, after) = parted(&text);
    let section = section();
    if found.trim_end() == section.trim_end() {
        return;
    }
    assert!(
        std::env::var_os("XIBAO_DRAW").is_some(),
        "'{HEADING}' in ARCHITECTURE.md is not what the code does.\n\
         Draw it anew: XIBAO_DRAW=1 cargo test -p xibao-domain drawing\n\n{section}"
    );
    let before = before.trim_end();
    let after = if after.is_empty() { String::new() } else { format!("\n{after}") };
    std::fs::write(architecture(), format!("{before}\n\n{section}{after}")).unwrap();
}

#[test]
fn a_section_is_found_between_its_neighbours() {
    let text = "# A\n\n## State machines\n\nold\n\n### one\n\n## Tests\n\nmore\n";
    let (before, section, after) = parted(text);
    assert_eq!(before, "# A\n\n");
    assert_eq!(section, "## State machines\n\nold\n\n### one\n\n");
    assert_eq!(after, "## Tests\n\nmore\n");
    assert_eq!(parted("# A\n"), ("# A\n", "", ""));
}

/// The drawings say what the articles say, in the few points that matter most.
#[test]
fn what_matters_is_in_the_drawings() {
    let [membership, organisation, transfer] = machines();
    let reached = |machine: &Machine, state: &str| -> Vec<&'static str> {
        let mut from: Vec<_> = machine
            .arrows
            .iter()
            .filter(|arrow| arrow.to == state)
            .map(|arrow| arrow.from)
            .collect();
        from.dedup();
        from
    };
    assert_eq!(reached(&membership, "full"), ["probationary", "suspended"]);
    assert_eq!(reached(&membership, "probationary"), ["candidate", "probationary"]);
    assert_eq!(reached(&membership, "applicant"), ["left"]);
    assert_eq!(reached(&organisation, "dissolved"), ["active"]);
    assert!(organisation.arrows.iter().all(|arrow| arrow.from != "dissolved"));
    assert_eq!(reached(&transfer, "closed"), ["arrived", "open"]);
    assert_eq!(reached(&transfer, "refused"), ["open"]);
    for end in ["closed", "refused", "withdrawn"] {
        assert!(transfer.arrows.iter().all(|arrow| arrow.from != end), "{end} is an end");
    }
}
