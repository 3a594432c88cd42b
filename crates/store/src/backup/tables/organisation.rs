//! Organisations, and what they are found by.

use super::{
    Column::{Number, Text},
    ID, Table,
};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "organisations",
        columns: &[
            Text("code"),
            Text("name"),
            Number("number"),
            Text("status"),
            Text("roles"),
            Text("opened_on"),
            Text("closed_on"),
            Text("address"),
            Text("postcode"),
            Text("telephone"),
            Text("region"),
            Text("geography"),
            Text("parent"),
            Text("source"),
            Number("imported_at"),
            Text("digest"),
        ],
    },
    Table {
        name: "organisation_relations",
        columns: &[
            Text("from_code"),
            Number("place"),
            Text("kind"),
            Text("to_code"),
            Text("starts_on"),
            Text("ends_on"),
        ],
    },
    Table { name: "organisation_terms", columns: &[Text("term"), Number("block"), Text("members")] },
    Table { name: "organisation_words", columns: &[Number("length"), Text("words")] },
    Table { name: "organisation_numbers", columns: &[Text("name"), Number("next")] },
    Table {
        name: "organisation_imports",
        columns: &[
            ID,
            Text("file"),
            Text("source"),
            Number("started_at"),
            Number("done"),
            Number("added"),
            Number("changed"),
            Number("closed"),
            Number("unchanged"),
            Number("finished_at"),
        ],
    },
];
