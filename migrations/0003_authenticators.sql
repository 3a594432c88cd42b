-- Authenticators, the registrations that add them, and proofs of e-mail. Secrets are sealed: `key-id.base64`, where the
-- key's id has 8 characters; the indexes on these find what is to be sealed anew after a rotation of keys.

CREATE TABLE authenticators (
    id           TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id    TEXT   NOT NULL REFERENCES people (id),
    kind         TEXT   NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    level        BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    -- Deleted when the authenticator ends.
    secret       TEXT,
    last_step    BIGINT NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('active', 'replaced', 'removed')),
    added_at     BIGINT NOT NULL,
    added_by     TEXT   NOT NULL,
    last_used_at BIGINT,
    ended_at     BIGINT,
    CHECK ((state = 'active') = (ended_at IS NULL))
);
-- One active authenticator of each kind, whatever runs at the same time.
CREATE UNIQUE INDEX authenticators_active ON authenticators (person_id, kind) WHERE state = 'active';
CREATE INDEX authenticators_of_person ON authenticators (person_id, added_at);
CREATE INDEX authenticators_by_key ON authenticators (substr(secret, 1, 8)) WHERE secret IS NOT NULL;

CREATE TABLE registrations (
    id               TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id        TEXT   NOT NULL REFERENCES people (id),
    kind             TEXT   NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    level            BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    issued_by        TEXT   NOT NULL,
    replaces_id      TEXT REFERENCES authenticators (id),
    state            TEXT   NOT NULL CHECK (
        state IN ('issued', 'opened', 'email-proved', 'password-shown', 'completed', 'abandoned')
    ),
    link_hash        TEXT   NOT NULL UNIQUE CHECK (length(link_hash) = 43),
    link             TEXT,
    created_at       BIGINT NOT NULL,
    link_expires_at  BIGINT NOT NULL,
    browser_id       TEXT REFERENCES browsers (id) ON DELETE SET NULL,
    finish_by        BIGINT,
    -- No foreign key: a proof names its registration, and the two tables cannot both come first.
    email_proof_id   TEXT,
    secret           TEXT,
    authenticator_id TEXT REFERENCES authenticators (id),
    CHECK (state IN ('issued', 'abandoned') OR finish_by IS NOT NULL)
);
CREATE INDEX registrations_of_person ON registrations (person_id, kind, state);
CREATE INDEX registrations_replacing ON registrations (replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX registrations_adding ON registrations (authenticator_id) WHERE authenticator_id IS NOT NULL;
CREATE INDEX registrations_in_browser ON registrations (browser_id) WHERE browser_id IS NOT NULL;
CREATE INDEX registrations_by_link_end ON registrations (link_expires_at) WHERE state = 'issued';
CREATE INDEX registrations_by_end ON registrations (finish_by)
    WHERE state IN ('opened', 'email-proved', 'password-shown');
CREATE INDEX registrations_abandoned ON registrations (link_expires_at) WHERE state = 'abandoned';
CREATE INDEX registrations_by_secret_key ON registrations (substr(secret, 1, 8)) WHERE secret IS NOT NULL;
CREATE INDEX registrations_by_link_key ON registrations (substr(link, 1, 8)) WHERE link IS NOT NULL;

CREATE TABLE email_proofs (
    id              TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    browser_id      TEXT   NOT NULL REFERENCES browsers (id),
    person_id       TEXT   NOT NULL REFERENCES people (id),
    -- Exactly one of the two is what is proved.
    email_id        TEXT REFERENCES email_addresses (id) ON DELETE CASCADE,
    registration_id TEXT REFERENCES registrations (id) ON DELETE CASCADE,
    address         TEXT   NOT NULL,
    code_mac        TEXT,
    tries           BIGINT NOT NULL CHECK (tries >= 0),
    sends           BIGINT NOT NULL CHECK (sends >= 0),
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    next_send_at    BIGINT NOT NULL,
    used_at         BIGINT,
    CHECK ((email_id IS NULL) <> (registration_id IS NULL))
);
CREATE INDEX email_proofs_in_browser ON email_proofs (browser_id);
CREATE INDEX email_proofs_of_person ON email_proofs (person_id);
CREATE INDEX email_proofs_of_email ON email_proofs (email_id) WHERE email_id IS NOT NULL;
CREATE INDEX email_proofs_of_registration ON email_proofs (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX email_proofs_by_end ON email_proofs (expires_at);
