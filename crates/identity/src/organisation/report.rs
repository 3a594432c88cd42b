//! Tells the directory's files apart: by what their rows hold, or by what whoever imports them says.

use super::{
    Source,
    row::{Columns, Splitter, is_role},
};

/// Rows that are looked at.
const ROWS: usize = 500;
const REPORTS: [Source; 4] = [Source::Epraccur, Source::Edispensary, Source::Etr, Source::Eccg];

/// Why it is not known what a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// No row says it, and nobody did.
    #[error("nothing in it tells which report it is")]
    Undecided,
    /// Its rows are another report's than was said.
    #[error("it was said to be {}, and its rows are those of {}", .said.as_str(), .found.as_str())]
    Contradiction {
        /// What was said.
        said: Source,
        /// What it looks like.
        found: Source,
    },
}

/// What a file is, from its first bytes. What was said decides where the rows do not.
///
/// # Errors
/// When neither tells, or they tell different things.
pub fn detect(beginning: &[u8], said: Option<Source>) -> Result<Source, Unknown> {
    match (found(beginning), said) {
        (Some(found), Some(said)) if found != said => Err(Unknown::Contradiction { said, found }),
        (Some(source), _) | (None, Some(source)) => Ok(source),
        (None, None) => Err(Unknown::Undecided),
    }
}

fn found(beginning: &[u8]) -> Option<Source> {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    if matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return Some(Source::Ord);
    }
    let mut splitter = Splitter::default();
    let mut votes = REPORTS.map(|report| (report, 0_usize));
    for line in text.split(|byte| *byte == b'\n').take(ROWS) {
        let vote = splitter.split(line).ok().and_then(|row| of_row(&row));
        votes.iter_mut().filter(|(report, _)| Some(*report) == vote).for_each(|(_, votes)| *votes += 1);
    }
    // Of as many, the first.
    let most = votes.iter().map(|(_, votes)| *votes).max().filter(|most| *most > 0)?;
    votes.iter().find(|(_, votes)| *votes == most).map(|(report, _)| *report)
}

/// The report that a row must be of, where it tells.
#[must_use]
pub fn of_row(row: &Columns<'_>) -> Option<Source> {
    let sub_type = row.get(14);
    if !row.get(26).is_empty() || matches!(sub_type, "B" | "Z") {
        return Some(Source::Epraccur);
    }
    if matches!(sub_type, "1" | "2" | "3") {
        return Some(Source::Edispensary);
    }
    if !row.get(13).is_empty() {
        return None;
    }
    if matches!(row.get(24).as_bytes(), [letter] if letter.is_ascii_uppercase()) {
        return Some(Source::Etr);
    }
    let is_group = matches!(row.get(1).as_bytes(), [tens, ones, letter]
        if tens.is_ascii_digit() && ones.is_ascii_digit() && letter.is_ascii_uppercase());
    (is_group || sub_type.split('|').any(is_role)).then_some(Source::Eccg)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &[(usize, &str)]) -> String {
        let text = |column| columns.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| *text);
        let line = (1..=27).map(|column| format!("\"{}\"", text(column))).collect::<Vec<_>>().join(",");
        format!("{line}\r\n{line}\r\n")
    }

    #[test]
    fn each_report_is_known_by_its_rows() {
        for (columns, source) in [
            (&[(1, "Z99001"), (13, "A"), (14, "B"), (26, "4")][..], Source::Epraccur),
            (&[(1, "FZZ01"), (13, "A"), (14, "1")], Source::Edispensary),
            (&[(1, "RZZ"), (24, "J")], Source::Etr),
            (&[(1, "99Z")], Source::Eccg),
            (&[(1, "Z9Z9Z"), (14, "RO319|RO326")], Source::Eccg),
        ] {
            assert_eq!(detect(rows(columns).as_bytes(), None), Ok(source));
        }
        assert_eq!(detect(b"\xef\xbb\xbf {\"Organisation\": {}}", None), Ok(Source::Ord));
    }

    #[test]
    fn what_is_said_decides_only_where_rows_do_not() {
        let plain = rows(&[(1, "RZZ")]);
        assert_eq!(detect(plain.as_bytes(), None), Err(Unknown::Undecided));
        assert_eq!(detect(plain.as_bytes(), Some(Source::Etr)), Ok(Source::Etr));
        let practice = rows(&[(1, "Z99001"), (14, "B")]);
        let (said, found) = (Source::Etr, Source::Epraccur);
        assert_eq!(detect(practice.as_bytes(), Some(said)), Err(Unknown::Contradiction { said, found }));
    }
}
