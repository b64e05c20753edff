//! The findings of a dossier in order of weight, twins folded.

use xibao_rulebook::{Finding, Level};

/// A finding with those that say the same of the same facts by another text.
pub(crate) struct Folded<'a> {
    /// The finding of the highest text.
    pub(crate) main: &'a Finding,
    /// The findings of other texts.
    pub(crate) twins: Vec<&'a Finding>,
    /// The gravest level among them.
    pub(crate) level: Level,
}

/// Breaches first, then warnings, then what could not be settled; within a level in the order of
/// the procedure. A finding whose `parallel` is among the findings is folded into it.
pub(crate) fn fold(findings: &[Finding]) -> Vec<Folded<'_>> {
    let twin_of = |finding: &Finding| {
        let parallel = finding.parallel.as_deref()?;
        findings.iter().position(|other| other.rule == parallel && other.rule != finding.rule)
    };
    let mut folded: Vec<(usize, Folded<'_>)> = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        if twin_of(finding).is_none() {
            let twins = Vec::new();
            folded.push((index, Folded { main: finding, twins, level: finding.level }));
        }
    }
    for finding in findings {
        let Some(target) = twin_of(finding) else { continue };
        if let Some((_, main)) = folded.iter_mut().find(|(index, _)| *index == target) {
            main.level = main.level.min(finding.level);
            main.twins.push(finding);
        } else {
            // A chain of parallels has no main finding of its own; nothing may be lost.
            let twins = Vec::new();
            folded.push((usize::MAX, Folded { main: finding, twins, level: finding.level }));
        }
    }
    folded.sort_by_key(|(_, folded)| folded.level);
    folded.into_iter().map(|(_, folded)| folded).collect()
}

/// How many findings of each level: breaches, warnings, unknown. Twins count once.
pub(crate) fn counts(folded: &[Folded<'_>]) -> [usize; 3] {
    let count = |level| folded.iter().filter(|folded| folded.level == level).count();
    [count(Level::Breach), count(Level::Warning), count(Level::Unknown)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &str, level: Level, parallel: Option<&str>) -> Finding {
        Finding {
            rule: rule.to_owned(),
            level,
            edition: String::new(),
            article: String::new(),
            due: None,
            on: None,
            late_days: None,
            early_days: None,
            why: String::new(),
            why_en: String::new(),
            remedy: String::new(),
            remedy_en: String::new(),
            source: String::new(),
            reads: Vec::new(),
            confidence: String::new(),
            verified: true,
            provisional: false,
            parallel: parallel.map(str::to_owned),
        }
    }

    fn shape(findings: &[Finding]) -> Vec<(&str, usize, Level)> {
        fold(findings).iter().map(|f| (f.main.rule.as_str(), f.twins.len(), f.level)).collect()
    }

    #[test]
    fn twins_fold_and_the_gravest_comes_first() {
        let findings = [
            finding("c", Level::Unknown, None),
            finding("b", Level::Breach, Some("a")),
            finding("a", Level::Warning, None),
            finding("d", Level::Breach, Some("absent")),
        ];
        assert_eq!(
            shape(&findings),
            [("a", 1, Level::Breach), ("d", 0, Level::Breach), ("c", 0, Level::Unknown)]
        );
        assert_eq!(counts(&fold(&findings)), [2, 0, 1]);
    }

    #[test]
    fn no_finding_is_lost_in_a_circle_or_chain() {
        let circle = [
            finding("a", Level::Breach, Some("b")),
            finding("b", Level::Breach, Some("a")),
            finding("c", Level::Unknown, Some("a")),
        ];
        let total: usize = fold(&circle).iter().map(|f| 1 + f.twins.len()).sum();
        assert_eq!(total, 3);
    }
}
