//! What is sent, logged, listed and set.

use super::{
    Column::{Number, Text},
    ID, Table,
};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "outbox",
        columns: &[
            ID,
            Text("content"),
            Text("state"),
            Number("attempts"),
            Number("created_at"),
            Number("due_at"),
            Number("sent_at"),
            Text("last_error"),
        ],
    },
    Table {
        name: "audit_log",
        columns: &[
            ID,
            Number("at"),
            Text("actor"),
            Text("subject"),
            Text("event"),
            Text("details"),
            Text("network"),
            Number("position"),
            Text("mac"),
        ],
    },
    Table {
        name: "applications",
        columns: &[ID, Text("name"), Text("address"), Number("minimum_level"), Text("description"), Number("added_at")],
    },
    Table { name: "settings", columns: &[Text("name"), Text("value"), Number("changed_at")] },
];
