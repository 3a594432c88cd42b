//! What goes into a backup. A contract test compares this with the tables of both databases, so that a migration
//! cannot add a column that backups forget.

use serde_json::Value;

/// A column and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Text.
    Text(&'static str),
    /// A whole number of 64 bits.
    Number(&'static str),
}

use Column::{Number, Text};

impl Column {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Number(name) => name,
        }
    }

    /// Whether a value of a backup may stand in it; that it is there where it must be is the database's to check.
    pub(super) fn accepts(self, value: &Value) -> bool {
        match self {
            Self::Text(_) => value.is_string() || value.is_null(),
            Self::Number(_) => value.is_i64() || value.is_null(),
        }
    }
}

/// A table of a backup.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns in a backup.
    pub columns: &'static [Column],
}

impl Table {
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
    }
}

/// Tables and columns that do not go along; the module's documentation says why. A registration's proof of e-mail goes
/// with the proofs: the person asks for another code.
pub const LEFT_OUT: &[&str] = &[
    "sessions",
    "sign_ins",
    "recoveries",
    "email_proofs",
    "flashes",
    "ceremonies",
    "leases",
    "registrations.email_proof_id",
];

const PERSON: Column = Text("person_id");
const ID: Column = Text("id");

/// The tables that go along, each after those that it refers to.
pub const TABLES: &[Table] = &[
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
    Table { name: "take_overs", columns: &[ID, PERSON, Text("action"), Number("done_at")] },
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
    Table {
        name: "browsers",
        columns: &[ID, Text("token_hash"), Number("created_at"), Number("last_used_at"), Number("known")],
    },
    Table { name: "browser_people", columns: &[Text("browser_id"), PERSON, Number("first_at"), Number("last_at")] },
    Table {
        name: "sign_in_links",
        columns: &[
            ID,
            PERSON,
            Text("token_hash"),
            Number("level"),
            Text("issued_by"),
            Number("created_at"),
            Number("expires_at"),
            Number("used_at"),
        ],
    },
    Table {
        name: "attempt_counters",
        columns: &[Text("name"), Number("failures"), Number("blocked_until"), Number("started_at")],
    },
    Table {
        name: "authenticators",
        columns: &[
            ID,
            PERSON,
            Text("kind"),
            Text("name"),
            Number("level"),
            Number("granted_level"),
            Text("secret"),
            Number("last_step"),
            Text("state"),
            Number("suspended_at"),
            Text("replaces_id"),
            Number("added_at"),
            Text("added_by"),
            Number("last_used_at"),
            Number("ended_at"),
        ],
    },
    Table {
        name: "credentials",
        columns: &[
            Text("authenticator_id"),
            Text("credential_id"),
            Text("credential"),
            Text("aaguid"),
            Text("transports"),
            Text("attachment"),
            Number("backup_eligible"),
            Number("backed_up"),
            Number("user_verified"),
            Text("attested_by"),
            Number("counter"),
        ],
    },
    Table { name: "user_handles", columns: &[PERSON, Text("handle")] },
    Table {
        name: "registrations",
        columns: &[
            ID,
            PERSON,
            Text("kind"),
            Number("level"),
            Text("issued_by"),
            Text("replaces_id"),
            Text("state"),
            Text("link_hash"),
            Text("link"),
            Number("created_at"),
            Number("link_expires_at"),
            Text("browser_id"),
            Number("finish_by"),
            Text("secret"),
            Text("authenticator_id"),
        ],
    },
    Table {
        name: "undos",
        columns: &[
            ID,
            PERSON,
            Text("token_hash"),
            Text("content"),
            Number("created_at"),
            Number("expires_at"),
            Number("used_at"),
        ],
    },
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
    Table { name: "dismissals", columns: &[PERSON, Text("notice"), Number("dismissed_at")] },
];
