//! People, and how they are reached.

use super::{
    Column::{Number, Text},
    ID, PERSON, Table,
};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "people",
        columns: &[
            ID,
            Text("identifier"),
            Text("given_name"),
            Text("family_name"),
            Text("birth_date"),
            Text("state"),
            Number("created_at"),
            Number("frozen_at"),
            Number("frozen_since"),
            Text("name_key"),
            Text("created_by_organisation"),
            Number("closed_at"),
        ],
    },
    Table {
        name: "positions",
        columns: &[
            ID,
            PERSON,
            Text("organisation_code"),
            Text("role_code"),
            Text("role_name"),
            Text("starts_on"),
            Text("ends_on"),
        ],
    },
    Table { name: "telephone_numbers", columns: &[PERSON, Text("kind"), Text("number"), Number("set_at")] },
    Table {
        name: "email_addresses",
        columns: &[
            ID,
            PERSON,
            Text("address"),
            Text("comparison_key"),
            Number("added_at"),
            Number("verified_at"),
            Text("replaces_id"),
        ],
    },
    Table { name: "passwords", columns: &[PERSON, Text("hash"), Number("set_at")] },
    Table { name: "dismissals", columns: &[PERSON, Text("notice"), Number("dismissed_at")] },
];
