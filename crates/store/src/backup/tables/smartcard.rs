//! Smartcards and their certificates.

use super::{
    Column::{Number, Text},
    ID, PERSON, Table,
};

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "certificate_authorities",
        columns: &[
            ID,
            Text("root"),
            Text("signing_key"),
            Number("created_at"),
            Number("list_number"),
            Text("list"),
            Text("list_names"),
            Number("list_made_at"),
        ],
    },
    Table {
        name: "cards",
        columns: &[
            ID,
            PERSON,
            Text("authenticator_id"),
            Text("serial"),
            Text("label"),
            Text("unblocking_key"),
            Text("next_unblocking_key"),
            Number("issued_at"),
            Text("issued_by"),
            Number("ended_at"),
        ],
    },
    Table {
        name: "renewals",
        columns: &[ID, Text("card_id"), Text("state"), Number("begun_at"), Number("changed_at")],
    },
    Table {
        name: "certificates",
        columns: &[
            Text("serial"),
            Text("card_id"),
            Text("purpose"),
            Text("fingerprint"),
            Text("key_print"),
            Text("der"),
            Number("not_before"),
            Number("not_after"),
            Text("renewal_id"),
            Text("state"),
            Number("revoked_at"),
            Text("reason"),
        ],
    },
    Table {
        name: "prepared_cards",
        columns: &[
            ID,
            PERSON,
            Text("label"),
            Text("serial"),
            Text("unblocking_keys"),
            Number("own"),
            Number("replaces"),
            Text("allowed_by"),
            Text("reason"),
            Text("state"),
            Number("begun_at"),
            Number("finish_by"),
        ],
    },
    Table {
        name: "prepared_certificates",
        columns: &[
            Text("serial"),
            Text("card_id"),
            Text("purpose"),
            Text("fingerprint"),
            Text("key_print"),
            Text("der"),
            Number("not_before"),
            Number("not_after"),
            Number("ends_at"),
        ],
    },
    Table { name: "card_reminders", columns: &[Text("serial"), Number("days"), Number("sent_at")] },
];
