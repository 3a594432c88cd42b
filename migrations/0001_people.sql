-- People and what is known of them.
--
-- One text for SQLite and PostgreSQL, so types are those that both have: identifiers, dates (2026-03-22) and JSON are
-- TEXT, instants BIGINT microseconds UTC, truth values BIGINT 0 or 1. Kinds and roles carry no list of values in a
-- CHECK, because SQLite cannot change a CHECK; states do, because code depends on their being complete.

CREATE TABLE people (
    id          TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    identifier  TEXT   NOT NULL UNIQUE CHECK (length(identifier) = 12),
    given_name  TEXT   NOT NULL CHECK (length(given_name) BETWEEN 1 AND 100),
    family_name TEXT   NOT NULL CHECK (length(family_name) BETWEEN 1 AND 100),
    birth_date  TEXT   NOT NULL CHECK (length(birth_date) = 10),
    state       TEXT   NOT NULL CHECK (state IN ('open', 'closed')),
    created_at  BIGINT NOT NULL
);

CREATE TABLE organisations (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 20),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 400)
);

CREATE TABLE positions (
    id                TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id         TEXT NOT NULL REFERENCES people (id),
    organisation_code TEXT NOT NULL REFERENCES organisations (code),
    role_code         TEXT NOT NULL CHECK (length(role_code) BETWEEN 1 AND 40),
    role_name         TEXT NOT NULL CHECK (length(role_name) BETWEEN 1 AND 400),
    starts_on         TEXT NOT NULL CHECK (length(starts_on) = 10),
    ends_on           TEXT CHECK (length(ends_on) = 10)
);
CREATE INDEX positions_of_person ON positions (person_id, starts_on);
CREATE INDEX positions_at_organisation ON positions (organisation_code);

CREATE TABLE telephone_numbers (
    person_id TEXT   NOT NULL REFERENCES people (id),
    kind      TEXT   NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    number    TEXT   NOT NULL CHECK (length(number) BETWEEN 4 AND 20),
    set_at    BIGINT NOT NULL,
    PRIMARY KEY (person_id, kind)
);

CREATE TABLE email_addresses (
    id             TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id      TEXT   NOT NULL REFERENCES people (id),
    address        TEXT   NOT NULL CHECK (length(address) BETWEEN 3 AND 254),
    comparison_key TEXT   NOT NULL CHECK (length(comparison_key) BETWEEN 3 AND 254),
    added_at       BIGINT NOT NULL,
    verified_at    BIGINT,
    -- Deferred, so that a restore may bring the rows in any order.
    replaces_id    TEXT REFERENCES email_addresses (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (person_id, comparison_key)
);
-- Many may have an address pending, one may have it verified.
CREATE UNIQUE INDEX email_addresses_verified ON email_addresses (comparison_key) WHERE verified_at IS NOT NULL;
CREATE INDEX email_addresses_replaced ON email_addresses (replaces_id) WHERE replaces_id IS NOT NULL;

CREATE TABLE passwords (
    person_id TEXT   NOT NULL PRIMARY KEY REFERENCES people (id),
    hash      TEXT   NOT NULL CHECK (length(hash) BETWEEN 1 AND 1000),
    set_at    BIGINT NOT NULL
);
