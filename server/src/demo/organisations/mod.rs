//! The fictional organisations: files as the national directory writes them, in codes, postcodes and telephone numbers that nobody
//! has. To try an import, give them to `care-identity organisations import`.

use identity::{
    actor::{Actor, Origin},
    organisation::{Source, import, records::Records},
    service::Service,
};

use crate::failure::Failure;

/// The files. No two tell of the same organisation.
const FILES: [(Source, &[u8]); 5] = [
    (Source::Etr, include_bytes!("etr.csv")),
    (Source::Eccg, include_bytes!("eccg.csv")),
    (Source::Epraccur, include_bytes!("epraccur.csv")),
    (Source::Edispensary, include_bytes!("edispensary.csv")),
    (Source::Ord, include_bytes!("ord.json")),
];

/// Adds them, or brings them to what the files say.
///
/// # Errors
/// When the database refuses.
pub async fn fill_in(service: &Service) -> Result<(), Failure> {
    let today = service.now().uk_date();
    let mut organisations = Vec::new();
    for (source, file) in FILES {
        let mut records = Records::new(file, source, today);
        while let Some(read) = records.next_record().map_err(|error| Failure::failed(error.to_string()))? {
            let wrong = |fault| {
                Failure::failed(format!("a fictional organisation, line {} of {}: {fault}", read.line, source.as_str()))
            };
            organisations.push(read.outcome.map_err(wrong)?);
        }
    }
    import::put(service, &Actor::System, &Origin::server(), organisations).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use identity::{organisation::report::detect, time::parse_date};

    use super::*;
    use crate::demo::people::ORGANISATIONS;

    #[test]
    fn every_file_is_what_it_says_and_right_and_names_where_the_people_work() {
        let mut names = BTreeMap::new();
        for (source, file) in FILES {
            assert_eq!(detect(file, None), Ok(source));
            let mut records = Records::new(file, source, parse_date("2026-03-22").unwrap());
            while let Some(read) = records.next_record().unwrap() {
                let organisation = read.outcome.unwrap();
                assert_eq!(names.insert(organisation.code.to_string(), organisation.name), None, "told of once");
            }
        }
        for (code, name) in ORGANISATIONS {
            assert_eq!(names.get(code).map(String::as_str), Some(name));
        }
    }
}
