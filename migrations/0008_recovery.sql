-- Changes that were not the person's own, and forgotten passwords.

-- Since when no change of credentials, addresses or authenticators is accepted, and when the oldest of the changes was
-- made that somebody said were not theirs: what is newer than that does not lift it.
ALTER TABLE people ADD COLUMN frozen_at BIGINT;
ALTER TABLE people ADD COLUMN frozen_since BIGINT;

-- "This wasn't me": how a change is taken back.
CREATE TABLE undos (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id  TEXT   NOT NULL REFERENCES people (id),
    token_hash TEXT   NOT NULL UNIQUE CHECK (length(token_hash) = 43),
    -- The change, and what was there before it; sealed, and deleted once it is used.
    content    TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL CHECK (expires_at >= created_at),
    used_at    BIGINT,
    CHECK ((used_at IS NULL) = (content IS NOT NULL))
);
CREATE INDEX undos_of_person ON undos (person_id);
CREATE INDEX undos_by_end ON undos (expires_at);
CREATE INDEX undos_by_key ON undos (substr(content, 1, 8)) WHERE content IS NOT NULL;

-- "Forgot password". A row that nobody is known by looks as any other from outside; it says nothing of whom was tried.
CREATE TABLE recoveries (
    id              TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    browser_id      TEXT   NOT NULL REFERENCES browsers (id),
    person_id       TEXT REFERENCES people (id),
    -- The address that the code goes to: without it the attempt is over.
    email_id        TEXT REFERENCES email_addresses (id) ON DELETE CASCADE,
    -- A keyed hash of the address that was typed, for limits.
    mailbox         TEXT   NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('started', 'email-proved', 'proved', 'completed', 'ended')),
    code_mac        TEXT,
    tries           BIGINT NOT NULL CHECK (tries >= 0),
    sends           BIGINT NOT NULL CHECK (sends >= 0),
    code_expires_at BIGINT NOT NULL,
    next_send_at    BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    finish_by       BIGINT NOT NULL CHECK (finish_by >= created_at),
    CHECK ((person_id IS NULL) = (email_id IS NULL))
);
CREATE INDEX recoveries_in_browser ON recoveries (browser_id);
CREATE INDEX recoveries_of_person ON recoveries (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX recoveries_of_email ON recoveries (email_id) WHERE email_id IS NOT NULL;
CREATE INDEX recoveries_by_end ON recoveries (finish_by);
