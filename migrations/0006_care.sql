-- Looking after a Care Identity: sessions on shared computers, and changes that were not the person's own.

-- 1: it was opened on a computer that others use, too, and ends sooner.
ALTER TABLE sessions ADD COLUMN shared BIGINT NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));
-- What the page with the password was told, for the session that the code opens.
ALTER TABLE sign_ins ADD COLUMN shared BIGINT NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));

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
