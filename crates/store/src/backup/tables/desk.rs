//! The desk of a Registration Authority.

use super::{
    Column::{Number, Text},
    ID, PERSON, Table,
};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "reaches",
        columns: &[
            Text("ra_organisation"),
            Text("organisation"),
            Text("state"),
            Text("changed_by"),
            Number("changed_at"),
        ],
    },
    Table {
        name: "approvals",
        columns: &[
            ID,
            PERSON,
            Text("action"),
            Text("target"),
            Text("asked_by"),
            Number("asked_at"),
            Text("reason"),
            Number("expires_at"),
            Text("decided_by"),
            Number("decided_at"),
            Text("decision"),
            Number("used_at"),
        ],
    },
    Table {
        name: "take_overs",
        columns: &[ID, PERSON, Text("action"), Number("done_at"), Text("done_by"), Number("set_up")],
    },
    Table { name: "made_at_desk", columns: &[ID, Text("made_by"), Number("made_at")] },
    Table {
        name: "ra_contacts",
        columns: &[
            Text("organisation"),
            Text("name"),
            Text("email"),
            Text("telephone"),
            Text("opening"),
            Number("changed_at"),
        ],
    },
    Table {
        name: "announcements",
        columns: &[
            ID,
            Text("organisation"),
            Text("text"),
            Number("starts_at"),
            Number("ends_at"),
            Text("made_by"),
            Number("made_at"),
        ],
    },
];
