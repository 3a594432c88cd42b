-- Authenticators that prove themselves by WebAuthn. Those of every kind get a name, can be suspended, and one that takes
-- another's place waits for its first use.

ALTER TABLE authenticators ADD COLUMN name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 60);
UPDATE authenticators SET name = 'Microsoft Authenticator' WHERE kind = 'microsoft-authenticator';
-- The level of who issued its registration: it never reaches more.
ALTER TABLE authenticators ADD COLUMN granted_level BIGINT NOT NULL DEFAULT 1 CHECK (granted_level BETWEEN 1 AND 3);
UPDATE authenticators SET granted_level = level;
ALTER TABLE authenticators ADD COLUMN suspended_at BIGINT;
-- Set while it waits for its first use. Deferred, so that a restore may bring the rows in any order.
ALTER TABLE authenticators ADD COLUMN replaces_id TEXT REFERENCES authenticators (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX authenticators_replacing ON authenticators (replaces_id) WHERE replaces_id IS NOT NULL;

-- One of each kind in its place, and one that waits for it.
DROP INDEX authenticators_active;
CREATE UNIQUE INDEX authenticators_active ON authenticators (person_id, kind)
    WHERE state = 'active' AND replaces_id IS NULL;
CREATE UNIQUE INDEX authenticators_waiting ON authenticators (person_id, kind)
    WHERE state = 'active' AND replaces_id IS NOT NULL;

-- What signed in: when it is reported lost, its sessions end.
ALTER TABLE sessions ADD COLUMN authenticator_id TEXT REFERENCES authenticators (id);
CREATE INDEX sessions_with_authenticator ON sessions (authenticator_id) WHERE authenticator_id IS NOT NULL;

-- The public half of what an authenticator keeps. Rows stay when it ends: a credential's id is never used again.
CREATE TABLE credentials (
    authenticator_id TEXT   NOT NULL PRIMARY KEY REFERENCES authenticators (id),
    credential_id    TEXT   NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1364),
    -- As the library writes it: public key and attestation. What changes stands in columns of its own.
    credential       TEXT   NOT NULL,
    aaguid           TEXT   NOT NULL CHECK (length(aaguid) = 36),
    transports       TEXT   NOT NULL,
    attachment       TEXT,
    backup_eligible  BIGINT NOT NULL CHECK (backup_eligible IN (0, 1)),
    backed_up        BIGINT NOT NULL CHECK (backed_up IN (0, 1)),
    user_verified    BIGINT NOT NULL CHECK (user_verified IN (0, 1)),
    -- The fingerprint of the root that its attestation was verified with.
    attested_by      TEXT CHECK (length(attested_by) = 43),
    counter          BIGINT NOT NULL CHECK (counter >= 0)
);

-- Under what name authenticators know a person: random, so that a lost one tells nobody whose it is.
CREATE TABLE user_handles (
    person_id TEXT NOT NULL PRIMARY KEY REFERENCES people (id),
    handle    TEXT NOT NULL UNIQUE CHECK (length(handle) BETWEEN 22 AND 86)
);

-- Challenges that were given out. Deleted with their first answer.
CREATE TABLE ceremonies (
    id              TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    browser_id      TEXT   NOT NULL REFERENCES browsers (id) ON DELETE CASCADE,
    purpose         TEXT   NOT NULL CHECK (length(purpose) BETWEEN 1 AND 40),
    person_id       TEXT REFERENCES people (id),
    registration_id TEXT REFERENCES registrations (id) ON DELETE CASCADE,
    -- Sealed. Not sealed anew after a rotation of keys: it is over in 5 minutes.
    state           TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL CHECK (expires_at >= created_at)
);
CREATE INDEX ceremonies_in_browser ON ceremonies (browser_id);
CREATE INDEX ceremonies_of_person ON ceremonies (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX ceremonies_of_registration ON ceremonies (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX ceremonies_by_end ON ceremonies (expires_at);
