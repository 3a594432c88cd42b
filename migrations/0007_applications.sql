-- Applications that people sign in to, as the operator lists them.

CREATE TABLE applications (
    id            TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 2 AND 40),
    name          TEXT   NOT NULL,
    address       TEXT   NOT NULL,
    minimum_level BIGINT NOT NULL CHECK (minimum_level BETWEEN 2 AND 3),
    description   TEXT   NOT NULL,
    added_at      BIGINT NOT NULL
);
