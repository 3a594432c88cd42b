-- Organisations as the national directory describes them, how they hang together, and what finds them.

ALTER TABLE organisations ADD COLUMN number BIGINT;
ALTER TABLE organisations ADD COLUMN status TEXT NOT NULL DEFAULT 'active'
    CHECK (status IN ('active', 'closed', 'dormant', 'proposed'));
-- Identifiers of roles with their dates, the primary one first: `RO177 2004-01-01 -`, a line each.
ALTER TABLE organisations ADD COLUMN roles TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN opened_on TEXT;
ALTER TABLE organisations ADD COLUMN closed_on TEXT;
-- A line each.
ALTER TABLE organisations ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN postcode TEXT;
ALTER TABLE organisations ADD COLUMN telephone TEXT;
ALTER TABLE organisations ADD COLUMN region TEXT;
ALTER TABLE organisations ADD COLUMN geography TEXT;
-- The one that it belongs to at present: one of its relations, kept here because every search asks for it.
ALTER TABLE organisations ADD COLUMN parent TEXT;
ALTER TABLE organisations ADD COLUMN source TEXT NOT NULL DEFAULT 'named';
ALTER TABLE organisations ADD COLUMN imported_at BIGINT;
-- Of what the source said: a file that says the same again is known by it.
ALTER TABLE organisations ADD COLUMN digest TEXT;
CREATE UNIQUE INDEX organisations_by_number ON organisations (number);
CREATE INDEX organisations_by_postcode ON organisations (postcode);

CREATE TABLE organisation_relations (
    from_code TEXT   NOT NULL REFERENCES organisations (code),
    place     BIGINT NOT NULL,
    kind      TEXT   NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    -- It may be one that no source has told of yet.
    to_code   TEXT   NOT NULL CHECK (length(to_code) BETWEEN 1 AND 20),
    starts_on TEXT CHECK (length(starts_on) = 10),
    ends_on   TEXT CHECK (length(ends_on) = 10),
    PRIMARY KEY (from_code, place)
);
CREATE INDEX organisation_relations_to ON organisation_relations (to_code);

-- Which organisations have a term, by their numbers: one row for a term and a block of 32,768 numbers.
CREATE TABLE organisation_terms (
    term    TEXT   NOT NULL CHECK (length(term) BETWEEN 3 AND 60),
    block   BIGINT NOT NULL,
    members TEXT   NOT NULL,
    PRIMARY KEY (term, block)
);

-- Every distinct word, by its length: what a mistyped one is compared with.
CREATE TABLE organisation_words (
    length BIGINT NOT NULL PRIMARY KEY,
    words  TEXT   NOT NULL
);

-- The next number. The lock on its one row keeps two imports apart.
CREATE TABLE organisation_numbers (
    name TEXT   NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);

CREATE TABLE organisation_imports (
    id          TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    file        TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    started_at  BIGINT NOT NULL,
    -- Records of the file that are dealt with: where an import that was broken off goes on.
    done        BIGINT NOT NULL,
    added       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    closed      BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    finished_at BIGINT
);
