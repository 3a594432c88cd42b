-- Files of people and positions between their dry run and their application, sealed: one of each person at the desk, for an hour.
CREATE TABLE people_imports (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    -- Who checked it.
    person_id  TEXT   NOT NULL UNIQUE REFERENCES people (id),
    content    TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX people_imports_by_end ON people_imports (expires_at);
