-- Smartcards at the desk of a Registration Authority.

-- Why a Registration Authority unblocks a card.
ALTER TABLE unblockings ADD COLUMN reason TEXT CHECK (length(reason) BETWEEN 1 AND 200);

-- A card that is prepared for somebody: one at a time. When it counts, its row goes and one of cards with its id comes.
CREATE TABLE prepared_cards (
    id              TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id       TEXT   NOT NULL UNIQUE REFERENCES people (id),
    -- By it a card is known again that was initialised in an attempt of which nobody heard the end.
    label           TEXT   NOT NULL CHECK (length(label) BETWEEN 1 AND 32),
    serial          TEXT CHECK (length(serial) BETWEEN 1 AND 32),
    -- Sealed: what unblocked it before, and what does from now on.
    unblocking_keys TEXT,
    own             BIGINT NOT NULL CHECK (own IN (0, 1)),
    replaces        BIGINT NOT NULL CHECK (replaces IN (0, 1)),
    browser_id      TEXT REFERENCES browsers (id) ON DELETE SET NULL,
    allowed_by      TEXT   NOT NULL,
    reason          TEXT   NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    state           TEXT   NOT NULL CHECK (state IN ('allowed', 'handed-over', 'issued')),
    begun_at        BIGINT NOT NULL,
    finish_by       BIGINT NOT NULL CHECK (finish_by > begun_at)
);
CREATE INDEX prepared_cards_in_browser ON prepared_cards (browser_id) WHERE browser_id IS NOT NULL;

-- What was issued for it. It goes over to the certificates when the card counts; else it stays, on the list of revoked ones from
-- ends_at on. No foreign key: the row of the card may be gone by then.
CREATE TABLE prepared_certificates (
    serial      TEXT   NOT NULL PRIMARY KEY CHECK (length(serial) = 32),
    card_id     TEXT   NOT NULL,
    purpose     TEXT   NOT NULL CHECK (purpose IN ('authentication', 'signing')),
    fingerprint TEXT   NOT NULL UNIQUE CHECK (length(fingerprint) = 64),
    key_print   TEXT   NOT NULL UNIQUE CHECK (length(key_print) = 64),
    der         TEXT   NOT NULL,
    not_before  BIGINT NOT NULL,
    not_after   BIGINT NOT NULL CHECK (not_after > not_before),
    ends_at     BIGINT NOT NULL
);
CREATE INDEX prepared_certificates_of_card ON prepared_certificates (card_id, ends_at);
CREATE INDEX prepared_certificates_by_end ON prepared_certificates (not_after);
