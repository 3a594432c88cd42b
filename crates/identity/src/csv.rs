//! Comma-separated values for spreadsheets (RFC 4180).

/// A row with its end.
#[must_use]
pub fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().copied().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection): the wide ones where it is set to Chinese,
/// Japanese or Korean.
const FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A cell in quotation marks. Before one that would be a formula goes an apostrophe.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(FORMULAS);
    format!("\"{}{}\"", if is_formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (text, expected) in [
            ("=1+1", "\"'=1+1\""),
            ("+44", "\"'+44\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("\n=1", "\"'\n=1\""),
            ("\u{ff1d}1", "\"'\u{ff1d}1\""),
            ("a=1", "\"a=1\""),
            ("say \"hello\", all", "\"say \"\"hello\"\", all\""),
            ("", "\"\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    /// RFC 4180: what a reader makes of one cell in quotation marks.
    fn read(cell: &str) -> String {
        cell.strip_prefix('"').unwrap().strip_suffix('"').unwrap().replace("\"\"", "\"")
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_cell_stays_in_it_and_is_text(text in "(?s).*|[=+@\\-\\t\\r\",\\na\u{ff1d}]{0,9}") {
            let cell = cell(&text);
            let inside = &cell[1..cell.len() - 1];
            prop_assert!(!inside.replace("\"\"", "").contains('"'));
            let read = read(&cell);
            prop_assert!(!read.starts_with(FORMULAS));
            prop_assert_eq!(read.strip_prefix('\'').unwrap_or(&read), text.strip_prefix('\'').unwrap_or(&text));
        }
    }
}
