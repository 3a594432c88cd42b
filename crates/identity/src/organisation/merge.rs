//! What is known of an organisation and what a source says now, together. A report tells of less than the directory's own
//! records: what it has no column for stays.

use super::{Organisation, Relation, RelationKind, Role, Source};

/// The organisation as it is to be kept.
#[must_use]
pub fn merge(known: &Organisation, mut said: Organisation) -> Organisation {
    if said.source == Source::Ord {
        // The records have no column for these.
        said.region = said.region.or_else(|| known.region.clone());
        said.geography = said.geography.or_else(|| known.geography.clone());
        return said;
    }
    if said.source == Source::Eccg {
        // Nor has that report a telephone number of anybody.
        said.telephone = said.telephone.or_else(|| known.telephone.clone());
    }
    let (relations, roles) = told(said.source);
    // A report has one relation of a kind: what was before, the directory's own records alone know.
    let is_over = |known: &Relation| {
        let same =
            |said: &Relation| (&said.kind, &said.to, said.starts_on) == (&known.kind, &known.to, known.starts_on);
        known.ends_on.is_some() && !said.relations.iter().any(same)
    };
    let kept = |known: &&Relation| !relations.contains(&known.kind.as_str()) || is_over(known);
    let kept: Vec<Relation> = known.relations.iter().filter(kept).cloned().collect();
    said.relations.extend(kept);
    let kept: Vec<_> = known.roles.iter().filter(|known| !roles.contains(&known.id.as_str())).cloned().collect();
    let new = |role: &Role| !said.roles.iter().any(|said| said.id == role.id);
    let kept: Vec<_> = kept.into_iter().filter(new).collect();
    said.roles.extend(kept);
    said
}

/// The relations and roles that a source knows of: where it says nothing of them, they are no more.
const fn told(source: Source) -> (&'static [&'static str], &'static [&'static str]) {
    match source {
        Source::Epraccur => (&[RelationKind::COMMISSIONED_BY], &["RO177", "RO76"]),
        Source::Edispensary => (&[RelationKind::OPERATED_BY], &["RO182", "RO94"]),
        Source::Etr => (&[RelationKind::COMMISSIONED_BY], &["RO197"]),
        Source::Eccg => (&[RelationKind::COMMISSIONED_BY], &["RO98", "RO218", "RO319", "RO326", "RO327"]),
        Source::Named | Source::Ord => (&[], &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{organisation::OrganisationCode, time::parse_date};

    fn organisation(source: Source, relations: &[(&str, &str)], roles: &[&str]) -> Organisation {
        let code = |text: &str| OrganisationCode::parse(text).unwrap();
        let relation = |(kind, to): &(&str, &str)| Relation {
            kind: RelationKind::parse(kind).unwrap(),
            to: code(to),
            starts_on: None,
            ends_on: None,
        };
        let role = |id: &&str| Role { id: (*id).to_owned(), starts_on: None, ends_on: None };
        Organisation {
            relations: relations.iter().map(relation).collect(),
            roles: roles.iter().map(role).collect(),
            source,
            ..Organisation::named(code("Z99001"), "A").unwrap()
        }
    }

    #[test]
    fn a_report_without_telephone_numbers_leaves_the_one_that_is_known() {
        let with = |source, telephone: Option<&str>| Organisation {
            telephone: telephone.map(Into::into),
            ..organisation(source, &[], &["RO98"])
        };
        let known = with(Source::Ord, Some("01632 960001"));
        let of = |said: Organisation| merge(&known, said).telephone;
        assert_eq!(of(with(Source::Eccg, None)), known.telephone);
        assert_eq!(of(with(Source::Epraccur, None)), None);
    }

    #[test]
    fn a_report_replaces_what_it_tells_of_and_leaves_the_rest() {
        let known = organisation(Source::Ord, &[("RE4", "99A"), ("successor", "Z99002")], &["RO177", "RO80"]);
        let said = organisation(Source::Epraccur, &[("RE4", "99B")], &["RO177", "RO76"]);
        let merged = merge(&known, said.clone());
        assert_eq!(
            merged,
            organisation(Source::Epraccur, &[("RE4", "99B"), ("successor", "Z99002")], &["RO177", "RO76", "RO80"])
        );
        assert_eq!(merge(&merged, said), merged);
        let nothing = organisation(Source::Epraccur, &[], &["RO177"]);
        assert_eq!(
            merge(&merged, nothing),
            organisation(Source::Epraccur, &[("successor", "Z99002")], &["RO177", "RO80"])
        );
    }

    #[test]
    fn a_report_leaves_relations_that_ended_unless_it_tells_of_the_same() {
        let day = |text: &str| parse_date(text).ok();
        let dated = |(to, from, until): (&str, &str, &str)| {
            let mut one = organisation(Source::Ord, &[("RE4", to)], &[]).relations.remove(0);
            (one.starts_on, one.ends_on) = (day(from), day(until));
            one
        };
        let with = |source, relations: &[(&str, &str, &str)]| Organisation {
            relations: relations.iter().copied().map(dated).collect(),
            ..organisation(source, &[], &["RO177"])
        };
        let (ended, open) = (("99A", "2001-04-01", "2013-03-31"), ("99B", "2013-04-01", ""));
        let known = with(Source::Ord, &[ended, open]);
        let said = with(Source::Epraccur, &[("99C", "2024-04-01", "")]);
        let merged = merge(&known, said.clone());
        assert_eq!(merged, with(Source::Epraccur, &[("99C", "2024-04-01", ""), ended]));
        assert_eq!(merge(&merged, said), merged);
        let (ends, goes_on) = (("99C", "2024-04-01", "2025-03-31"), ("99C", "2024-04-01", ""));
        let now = merge(&merged, with(Source::Epraccur, &[ends]));
        assert_eq!(now, with(Source::Epraccur, &[ends, ended]));
        assert_eq!(merge(&now, with(Source::Epraccur, &[goes_on])), merged);
    }

    #[test]
    fn a_whole_record_replaces_everything_but_region_and_geography() {
        let region = OrganisationCode::parse("Y63");
        let known =
            Organisation { region: region.clone(), ..organisation(Source::Epraccur, &[("RE4", "99A")], &["RO177"]) };
        let said = organisation(Source::Ord, &[], &["RO177"]);
        assert_eq!(merge(&known, said.clone()), Organisation { region, ..said });
    }
}
