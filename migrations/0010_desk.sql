-- The desk of Registration Authorities: what is in reach of each, second pairs of eyes, how staff reach one, what they announce.

-- The words of the name as they are looked for, each after a space, the family name first.
ALTER TABLE people ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE people SET name_key = lower(' ' || replace(replace(family_name, '-', ' '), '''', '') || ' ' || replace(replace(given_name, '-', ' '), '''', ''));
-- Whether somebody has an address, pending or not, before another one of the same is made.
CREATE INDEX email_addresses_by_key ON email_addresses (comparison_key);
-- The Registration Authority that made the Care Identity.
ALTER TABLE people ADD COLUMN created_by_organisation TEXT REFERENCES organisations (code);
CREATE INDEX people_created_by ON people (created_by_organisation);
CREATE INDEX people_by_birth_date ON people (birth_date, name_key);

-- Organisations that a Registration Authority looks after beside its own. Only what is confirmed counts.
CREATE TABLE reaches (
    ra_organisation TEXT   NOT NULL REFERENCES organisations (code),
    organisation    TEXT   NOT NULL REFERENCES organisations (code),
    state           TEXT   NOT NULL CHECK (state IN ('proposed', 'confirmed', 'ended')),
    -- As the audit log writes it.
    changed_by      TEXT   NOT NULL,
    changed_at      BIGINT NOT NULL,
    PRIMARY KEY (ra_organisation, organisation)
);
CREATE INDEX reaches_over ON reaches (organisation, state);

-- Another Registration Authority's leave for something that takes an account over.
CREATE TABLE approvals (
    id           TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id    TEXT   NOT NULL REFERENCES people (id),
    action       TEXT   NOT NULL CHECK (length(action) BETWEEN 1 AND 40),
    asked_by     TEXT   NOT NULL REFERENCES people (id),
    asked_at     BIGINT NOT NULL,
    reason       TEXT   NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    expires_at   BIGINT NOT NULL,
    decided_by   TEXT REFERENCES people (id),
    decided_at   BIGINT,
    decision     TEXT CHECK (decision IN ('approved', 'refused')),
    used_at      BIGINT
);
CREATE INDEX approvals_of_person ON approvals (person_id, expires_at);
CREATE INDEX approvals_asked_by ON approvals (asked_by);
CREATE INDEX approvals_decided_by ON approvals (decided_by);
CREATE INDEX approvals_by_end ON approvals (expires_at);

-- What a Registration Authority did that takes an account over: two of a kind within a day take a second pair of eyes.
CREATE TABLE take_overs (
    id        TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id TEXT   NOT NULL REFERENCES people (id),
    action    TEXT   NOT NULL CHECK (length(action) BETWEEN 1 AND 40),
    done_at   BIGINT NOT NULL
);
CREATE INDEX take_overs_of_person ON take_overs (person_id, done_at);
CREATE INDEX take_overs_by_time ON take_overs (done_at);

-- How staff reach the Registration Authority of an organisation.
CREATE TABLE ra_contacts (
    organisation TEXT   NOT NULL PRIMARY KEY REFERENCES organisations (code),
    name         TEXT   NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    email        TEXT CHECK (length(email) BETWEEN 3 AND 254),
    telephone    TEXT CHECK (length(telephone) BETWEEN 1 AND 40),
    opening      TEXT NOT NULL CHECK (length(opening) <= 300),
    changed_at   BIGINT NOT NULL
);

-- What an organisation's Registration Authority tells those who work there.
CREATE TABLE announcements (
    id           TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    organisation TEXT   NOT NULL REFERENCES organisations (code),
    text         TEXT   NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    starts_at    BIGINT NOT NULL,
    ends_at      BIGINT NOT NULL,
    made_by      TEXT   NOT NULL,
    made_at      BIGINT NOT NULL
);
CREATE INDEX announcements_at ON announcements (organisation, ends_at);
CREATE INDEX announcements_by_end ON announcements (ends_at);
