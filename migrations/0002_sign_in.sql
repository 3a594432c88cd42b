-- Browsers, signing in, sessions, and the limits on guessing. Tokens are kept as their SHA-256 only.

CREATE TABLE browsers (
    id           TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    token_hash   TEXT   NOT NULL UNIQUE CHECK (length(token_hash) = 43),
    created_at   BIGINT NOT NULL,
    -- When somebody last signed in with it, or it was made.
    last_used_at BIGINT NOT NULL,
    -- 1 once somebody signed in with it: it is then kept for longer.
    known        BIGINT NOT NULL CHECK (known IN (0, 1))
);
CREATE INDEX browsers_by_age ON browsers (known, last_used_at);

CREATE TABLE browser_people (
    browser_id TEXT   NOT NULL REFERENCES browsers (id) ON DELETE CASCADE,
    person_id  TEXT   NOT NULL REFERENCES people (id),
    first_at   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    PRIMARY KEY (browser_id, person_id)
);
CREATE INDEX browser_people_of_person ON browser_people (person_id);

CREATE TABLE sign_in_links (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id  TEXT   NOT NULL REFERENCES people (id),
    token_hash TEXT   NOT NULL UNIQUE CHECK (length(token_hash) = 43),
    level      BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    issued_by  TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL CHECK (expires_at >= created_at),
    used_at    BIGINT
);
CREATE INDEX sign_in_links_of_person ON sign_in_links (person_id);
CREATE INDEX sign_in_links_by_end ON sign_in_links (expires_at);

CREATE TABLE sign_ins (
    id           TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    browser_id   TEXT   NOT NULL REFERENCES browsers (id),
    person_id    TEXT   NOT NULL REFERENCES people (id),
    return_to    TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL CHECK (expires_at >= created_at),
    completed_at BIGINT
);
CREATE INDEX sign_ins_in_browser ON sign_ins (browser_id);
CREATE INDEX sign_ins_of_person ON sign_ins (person_id);
CREATE INDEX sign_ins_by_end ON sign_ins (expires_at);

CREATE TABLE sessions (
    id               TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    token_hash       TEXT   NOT NULL UNIQUE CHECK (length(token_hash) = 43),
    person_id        TEXT   NOT NULL REFERENCES people (id),
    browser_id       TEXT   NOT NULL REFERENCES browsers (id),
    kind             TEXT   NOT NULL CHECK (kind IN ('enrolment', 'full')),
    level            BIGINT NOT NULL CHECK (level BETWEEN 1 AND 3),
    factors          TEXT   NOT NULL,
    authenticated_at BIGINT NOT NULL,
    last_seen_at     BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    ended_at         BIGINT,
    network          TEXT   NOT NULL,
    user_agent       TEXT   NOT NULL CHECK (length(user_agent) <= 1000)
);
CREATE INDEX sessions_of_person ON sessions (person_id, last_seen_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_in_browser ON sessions (browser_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE flashes (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    browser_id TEXT   NOT NULL REFERENCES browsers (id),
    content    TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX flashes_in_browser ON flashes (browser_id);
CREATE INDEX flashes_by_end ON flashes (expires_at);

-- The name is a keyed hash: the table does not list who tried.
CREATE TABLE attempt_counters (
    name          TEXT   NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL CHECK (failures >= 0),
    blocked_until BIGINT,
    started_at    BIGINT NOT NULL
);
CREATE INDEX attempt_counters_by_age ON attempt_counters (started_at) WHERE failures < 5;
