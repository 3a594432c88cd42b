//! Records of the directory's interface (ODS ORD, `GET /organisations/CODE`), in JSON.

mod cut;

use serde::Deserialize;
use time::Date;

pub use self::cut::{Cut, Cutter, LONGEST_RECORD};
use super::{
    Organisation, OrganisationCode, Relation, RelationKind, Role, Source, Status,
    row::{Fault, address_line, in_order, is_role},
    words::{one_line, postcode},
};
use crate::time::parse_date;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    name: String,
    #[serde(default)]
    date: Vec<Dates>,
    org_id: OrgId,
    status: String,
    geo_loc: Option<GeoLoc>,
    contacts: Option<Contacts>,
    roles: Option<Roles>,
    rels: Option<Rels>,
    succs: Option<Succs>,
}

#[derive(Deserialize)]
struct OrgId {
    extension: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Dates {
    #[serde(rename = "Type", default)]
    kind: String,
    start: Option<String>,
    end: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GeoLoc {
    location: Location,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Location {
    addr_ln1: Option<String>,
    addr_ln2: Option<String>,
    addr_ln3: Option<String>,
    town: Option<String>,
    county: Option<String>,
    post_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Contacts {
    #[serde(default)]
    contact: Vec<Contact>,
}

#[derive(Deserialize)]
struct Contact {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Roles {
    #[serde(default)]
    role: Vec<OrdRole>,
}

#[derive(Deserialize)]
struct OrdRole {
    id: String,
    #[serde(rename = "primaryRole", default)]
    primary: bool,
    #[serde(rename = "Date", default)]
    date: Vec<Dates>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rels {
    #[serde(default)]
    rel: Vec<Rel>,
}

#[derive(Deserialize)]
struct Rel {
    id: String,
    #[serde(rename = "Date", default)]
    date: Vec<Dates>,
    #[serde(rename = "Target")]
    target: Target,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    org_id: OrgId,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Succs {
    #[serde(default)]
    succ: Vec<Succ>,
}

#[derive(Deserialize)]
struct Succ {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(rename = "Date", default)]
    date: Vec<Dates>,
    #[serde(rename = "Target")]
    target: Target,
}

/// Reads an organisation out of a record.
///
/// # Errors
/// What is wrong with the record.
pub fn organisation(bytes: &[u8]) -> Result<Organisation, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Encoding)?;
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| Fault::Json(error.to_string()))?;
    // A list may hold answers as they came, each around its record.
    let value = match value {
        serde_json::Value::Object(mut object) if object.contains_key("Organisation") => object.remove("Organisation"),
        value => Some(value),
    };
    let value = value.unwrap_or_default();
    if value.get("OrgId").is_some_and(serde_json::Value::is_string) {
        return Err(Fault::ListLine);
    }
    let record: Record = serde_json::from_value(value).map_err(|error| Fault::Json(error.to_string()))?;
    let code = OrganisationCode::parse(&record.org_id.extension).ok_or(Fault::Code)?;
    let named = Organisation::named(code, &record.name).ok_or(Fault::Name)?;
    let (opened_on, closed_on) = period(&record.date, "date")?;
    in_order(opened_on, closed_on)?;
    let telephone =
        record.contacts.into_iter().flat_map(|contacts| contacts.contact).find(|contact| contact.kind == "tel");
    let location = record.geo_loc.map(|loc| loc.location);
    Ok(Organisation {
        status: match record.status.as_str() {
            "Active" => Status::Active,
            "Inactive" => Status::Closed,
            _ => return Err(Fault::Status),
        },
        roles: roles(record.roles)?,
        opened_on,
        closed_on,
        postcode: match location.as_ref().and_then(|location| location.post_code.as_deref()) {
            None | Some("") => None,
            Some(text) => Some(postcode(text).ok_or(Fault::Text("postcode"))?),
        },
        address: address(location)?,
        telephone: match telephone.map(|contact| contact.value).filter(|value| !value.is_empty()) {
            None => None,
            Some(text) => Some(one_line(&text, 40).ok_or(Fault::Text("telephone"))?),
        },
        relations: relations(record.rels, record.succs)?,
        source: Source::Ord,
        ..named
    })
}

fn address(location: Option<Location>) -> Result<Vec<String>, Fault> {
    let Some(Location { addr_ln1, addr_ln2, addr_ln3, town, county, .. }) = location else { return Ok(Vec::new()) };
    let lines = [addr_ln1, addr_ln2, addr_ln3, town, county].into_iter().flatten();
    lines
        .map(|line| address_line(&line))
        .filter(|line| line.as_ref().is_ok_and(|line| !line.is_empty()) || line.is_err())
        .collect()
}

/// The primary role first, then the others in the record's order.
fn roles(roles: Option<Roles>) -> Result<Vec<Role>, Fault> {
    let mut roles = roles.map(|roles| roles.role).unwrap_or_default();
    roles.sort_by_key(|role| !role.primary);
    let role = |role: OrdRole| {
        let (starts_on, ends_on) = period(&role.date, "date of a role")?;
        if is_role(&role.id) { Ok(Role { id: role.id, starts_on, ends_on }) } else { Err(Fault::Role) }
    };
    roles.into_iter().map(role).collect()
}

fn relations(rels: Option<Rels>, succs: Option<Succs>) -> Result<Vec<Relation>, Fault> {
    let rels = rels.map(|rels| rels.rel).unwrap_or_default().into_iter();
    let succs = succs.map(|succs| succs.succ).unwrap_or_default().into_iter();
    let rels = rels.map(|rel| (rel.id, rel.date, rel.target));
    let succs = succs.map(|succ| (succ.kind.to_ascii_lowercase(), succ.date, succ.target));
    rels.chain(succs)
        .map(|(kind, dates, target)| {
            let (starts_on, ends_on) = period(&dates, "date of a relation")?;
            let kind = RelationKind::parse(&kind).ok_or(Fault::Text("kind of a relation"))?;
            let to = OrganisationCode::parse(&target.org_id.extension).ok_or(Fault::Other("target of a relation"))?;
            Ok(Relation { kind, to, starts_on, ends_on })
        })
        .collect()
}

/// The operational dates, and the legal ones where there are no others.
fn period(dates: &[Dates], what: &'static str) -> Result<(Option<Date>, Option<Date>), Fault> {
    let Some(chosen) = dates.iter().find(|dates| dates.kind == "Operational").or(dates.first()) else {
        return Ok((None, None));
    };
    let date = |text: &Option<String>| match text.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => parse_date(text).map(Some).map_err(|_| Fault::Date(what, "2024-01-31")),
    };
    Ok((date(&chosen.start)?, date(&chosen.end)?))
}

#[cfg(test)]
mod tests;
