-- Outgoing mail, the audit log, and what operates the service.

CREATE TABLE outbox (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    -- Sealed; deleted once the mail is sent.
    content    TEXT,
    state      TEXT   NOT NULL CHECK (state IN ('pending', 'sent', 'dead')),
    attempts   BIGINT NOT NULL CHECK (attempts >= 0),
    created_at BIGINT NOT NULL,
    -- From when a worker may take it; a worker that took it moves this to the end of its lease.
    due_at     BIGINT NOT NULL,
    sent_at    BIGINT,
    last_error TEXT   NOT NULL,
    CHECK ((state = 'sent') = (content IS NULL)),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX outbox_pending ON outbox (due_at, id) WHERE state = 'pending';
CREATE INDEX outbox_dead ON outbox (created_at, id) WHERE state = 'dead';
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE state = 'sent';
CREATE INDEX outbox_by_key ON outbox (substr(content, 1, 8)) WHERE content IS NOT NULL;

-- The subject is no foreign key: the log outlives what it tells of.
CREATE TABLE audit_log (
    id       TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    at       BIGINT NOT NULL,
    actor    TEXT   NOT NULL,
    subject  TEXT,
    event    TEXT   NOT NULL CHECK (length(event) BETWEEN 1 AND 100),
    details  TEXT   NOT NULL,
    network  TEXT   NOT NULL,
    -- Given by the sealer: from 1 on without gaps.
    position BIGINT CHECK (position >= 1),
    mac      TEXT,
    CHECK ((position IS NULL) = (mac IS NULL))
);
-- Partial, so that SQLite does not take it for the shortest way to what has no place yet.
CREATE UNIQUE INDEX audit_log_places ON audit_log (position) WHERE position IS NOT NULL;
CREATE INDEX audit_log_unchained ON audit_log (at, id) WHERE position IS NULL;
CREATE INDEX audit_log_of_subject ON audit_log (subject, at);

CREATE TABLE leases (
    name       TEXT   NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    held_until BIGINT NOT NULL
);

CREATE TABLE settings (
    name       TEXT   NOT NULL PRIMARY KEY,
    value      TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE dismissals (
    person_id    TEXT   NOT NULL REFERENCES people (id),
    notice       TEXT   NOT NULL CHECK (length(notice) BETWEEN 1 AND 100),
    dismissed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, notice)
);
