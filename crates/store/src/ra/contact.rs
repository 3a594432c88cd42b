//! How Registration Authorities are reached, and what they announce.

use async_trait::async_trait;
use identity::{
    email::address::EmailAddress,
    organisation::OrganisationCode,
    person::PersonId,
    ra::{
        announcement::{Announcement, AnnouncementId, Announcements},
        at_home::AtHomes,
        contact::{Contact, RaContacts},
        desk::Scope,
        store::Reached,
    },
    store::StoreResult,
    time::{Timestamp, date_text},
};
use time::Date;

use super::{
    people::scoped,
    scope::{open, reach},
};
use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const PUT_CONTACT: &str = "INSERT INTO ra_contacts (organisation, name, email, telephone, opening, changed_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation) DO UPDATE SET name = excluded.name, email = excluded.email, \
    telephone = excluded.telephone, opening = excluded.opening, changed_at = excluded.changed_at";
const FIND_CONTACT: &str = "SELECT organisation, name, email, telephone, opening FROM ra_contacts WHERE organisation = $1 \
    OR organisation IN (SELECT ra_organisation FROM reaches WHERE reaches.organisation = $1 AND state = 'confirmed') \
    ORDER BY CASE WHEN organisation = $1 THEN 0 ELSE 1 END, organisation LIMIT 1";
/// `$1` is the organisation, `$2` the day.
const FIND_RA: &str = concat!(
    "SELECT organisations.code, name FROM organisations WHERE (organisations.code = $1 OR organisations.code IN \
     (SELECT ra_organisation FROM reaches WHERE reaches.organisation = $1 AND state = 'confirmed')) AND EXISTS (SELECT 1 \
     FROM positions s JOIN people ON people.id = s.person_id WHERE s.organisation_code = organisations.code \
     AND s.role_code IN ('R5080', 'R5090') AND people.state = 'open' AND ",
    open!("s"),
    ") ORDER BY CASE WHEN organisations.code = $1 THEN 0 ELSE 1 END, organisations.code LIMIT 1"
);
/// By the day: what `organisations` keeps of it does not know which relations ended, or will. The area comes after every relation.
const LIST_PARENTS: &str = "SELECT above FROM (SELECT to_code AS above, place, CASE kind WHEN 'RE6' THEN 0 WHEN 'RE4' THEN 1 \
    ELSE 2 END AS step FROM organisation_relations WHERE from_code = $1 AND kind IN ('RE6', 'RE4', 'RE3') \
    AND (starts_on IS NULL OR starts_on <= $2) AND (ends_on IS NULL OR ends_on >= $2) \
    UNION ALL SELECT geography, 0, 3 FROM organisations WHERE code = $1 AND geography IS NOT NULL) AS parents \
    ORDER BY step, place LIMIT 20";

const ADD: &str = "INSERT INTO announcements (id, organisation, text, starts_at, ends_at, made_by, made_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const END: &str = "UPDATE announcements SET ends_at = $2 WHERE id = $1 AND ends_at > $2";
const IN_REACH: &str = concat!(
    "WITH ",
    reach!(),
    " SELECT id, organisation, text, starts_at, ends_at, made_by, made_at FROM announcements \
     WHERE organisation IN (SELECT code FROM reach) AND ends_at > $3 ORDER BY ends_at, id LIMIT 200"
);
/// `$1` is who, `$2` the day, `$3` the instant.
const ANNOUNCED_TO: &str = concat!(
    "SELECT id, organisation, text, starts_at, ends_at, made_by, made_at FROM announcements \
     WHERE organisation IN (SELECT p.organisation_code FROM positions p WHERE p.person_id = $1 AND ",
    open!("p"),
    ") AND ends_at > $3 AND starts_at <= $3 LIMIT 50"
);

const HAS_ANY: &str = "SELECT 1 FROM announcements WHERE ends_at > $1 AND starts_at <= $2 LIMIT 1";

impl Stored for Contact {
    fn read(row: &Row) -> StoreResult<Self> {
        let email = row.optional_text("email")?;
        let email = email.map(|text| EmailAddress::parse(&text).map_err(|_| invalid("email"))).transpose()?;
        Ok(Self {
            organisation: row.parsed("organisation", OrganisationCode::parse)?,
            name: row.text("name")?,
            email,
            telephone: row.optional_text("telephone")?,
            opening: row.text("opening")?,
        })
    }
}

impl Stored for Announcement {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: AnnouncementId::from_text(row.text("id")?),
            organisation: row.parsed("organisation", OrganisationCode::parse)?,
            text: row.text("text")?,
            starts_at: row.time("starts_at")?,
            ends_at: row.time("ends_at")?,
            made_by: row.text("made_by")?,
            made_at: row.time("made_at")?,
        })
    }
}

#[async_trait]
impl RaContacts for Connection {
    async fn put_ra_contact(&mut self, contact: &Contact, now: Timestamp) -> StoreResult<()> {
        let put = sql(PUT_CONTACT)
            .bind(contact.organisation.as_str())
            .bind(&contact.name)
            .bind(contact.email.as_ref().map(EmailAddress::as_str))
            .bind(contact.telephone.as_deref())
            .bind(&contact.opening)
            .bind(now.micros());
        self.put(put).await
    }

    async fn find_ra_contact(&mut self, organisation: &OrganisationCode) -> StoreResult<Option<Contact>> {
        self.find(sql(FIND_CONTACT).bind(organisation.as_str())).await
    }

    async fn find_ra_over(&mut self, organisation: &OrganisationCode, day: Date) -> StoreResult<Option<Reached>> {
        self.find(sql(FIND_RA).bind(organisation.as_str()).bind(date_text(day))).await
    }

    async fn list_parent_organisations(
        &mut self,
        organisation: &OrganisationCode,
        day: Date,
    ) -> StoreResult<Vec<OrganisationCode>> {
        let list = sql(LIST_PARENTS).bind(organisation.as_str()).bind(date_text(day));
        let parents: Vec<String> = self.list(list).await?;
        Ok(parents.iter().filter_map(|parent| OrganisationCode::parse(parent)).collect())
    }
}

#[async_trait]
impl Announcements for Connection {
    async fn add_announcement(&mut self, announcement: &Announcement) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(announcement.id.as_str())
            .bind(announcement.organisation.as_str())
            .bind(&announcement.text)
            .bind(announcement.starts_at.micros())
            .bind(announcement.ends_at.micros())
            .bind(&announcement.made_by)
            .bind(announcement.made_at.micros());
        self.put(add).await
    }

    async fn end_announcement(&mut self, id: &AnnouncementId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(END).bind(id.as_str()).bind(now.micros())).await
    }

    async fn list_announcements_in_reach(&mut self, scope: &Scope, now: Timestamp) -> StoreResult<Vec<Announcement>> {
        self.list(scoped(IN_REACH, scope).bind(now.micros())).await
    }
}

#[async_trait]
impl AtHomes for Connection {
    async fn has_announcements(&mut self, from: Timestamp, to: Timestamp) -> StoreResult<bool> {
        self.has(sql(HAS_ANY).bind(from.micros()).bind(to.micros())).await
    }

    async fn list_announced_to(
        &mut self,
        person: &PersonId,
        day: Date,
        now: Timestamp,
    ) -> StoreResult<Vec<Announcement>> {
        self.list(sql(ANNOUNCED_TO).bind(person.as_str()).bind(date_text(day)).bind(now.micros())).await
    }
}
