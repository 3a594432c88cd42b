-- Smartcards: the authority that issues their certificates, who holds which card, and what is on it.

-- One row: the embedded authority.
CREATE TABLE certificate_authorities (
    id           TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    -- DER in URL-safe base64, as everywhere below.
    root         TEXT   NOT NULL,
    -- Sealed.
    signing_key  TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    -- The list of revoked certificates that is published, and the fingerprint of what it names.
    list_number  BIGINT NOT NULL CHECK (list_number >= 0),
    list         TEXT,
    list_names   TEXT CHECK (length(list_names) = 64),
    list_made_at BIGINT,
    CHECK ((list IS NULL) = (list_number = 0))
);
CREATE INDEX certificate_authorities_by_key ON certificate_authorities (substr(signing_key, 1, 8));

CREATE TABLE cards (
    id                  TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    person_id           TEXT   NOT NULL REFERENCES people (id),
    -- Whether this one is usable decides whether the card signs in.
    authenticator_id    TEXT   NOT NULL UNIQUE REFERENCES authenticators (id),
    serial              TEXT   NOT NULL CHECK (length(serial) BETWEEN 1 AND 32),
    label               TEXT   NOT NULL CHECK (length(label) <= 32),
    -- Sealed. Deleted when the card is taken back.
    unblocking_key      TEXT,
    next_unblocking_key TEXT,
    issued_at           BIGINT NOT NULL,
    issued_by           TEXT   NOT NULL,
    ended_at            BIGINT
);
-- A card is issued to one person at a time, whatever runs at once.
CREATE UNIQUE INDEX cards_open ON cards (serial) WHERE ended_at IS NULL;
CREATE INDEX cards_of_person ON cards (person_id, issued_at);
CREATE INDEX cards_by_unblocking_key ON cards (substr(unblocking_key, 1, 8)) WHERE unblocking_key IS NOT NULL;
CREATE INDEX cards_by_next_unblocking_key ON cards (substr(next_unblocking_key, 1, 8))
    WHERE next_unblocking_key IS NOT NULL;

-- One way from the requests of new keys to their certificates in use. Rows stay: each says which certificates came with it.
CREATE TABLE renewals (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    card_id    TEXT   NOT NULL REFERENCES cards (id),
    state      TEXT   NOT NULL CHECK (state IN ('begun', 'issued', 'installed', 'used', 'completed', 'abandoned')),
    begun_at   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL CHECK (changed_at >= begun_at)
);
-- One under way for each card.
CREATE UNIQUE INDEX renewals_under_way ON renewals (card_id) WHERE state NOT IN ('completed', 'abandoned');
CREATE INDEX renewals_of_card ON renewals (card_id, begun_at);

CREATE TABLE certificates (
    serial      TEXT   NOT NULL PRIMARY KEY CHECK (length(serial) = 32),
    card_id     TEXT   NOT NULL REFERENCES cards (id),
    purpose     TEXT   NOT NULL CHECK (purpose IN ('authentication', 'signing')),
    fingerprint TEXT   NOT NULL UNIQUE CHECK (length(fingerprint) = 64),
    -- Of the public key: none is certified twice.
    key_print   TEXT   NOT NULL UNIQUE CHECK (length(key_print) = 64),
    der         TEXT   NOT NULL,
    not_before  BIGINT NOT NULL,
    not_after   BIGINT NOT NULL CHECK (not_after > not_before),
    renewal_id  TEXT REFERENCES renewals (id),
    state       TEXT   NOT NULL CHECK (state IN ('pending', 'active', 'revoked')),
    revoked_at  BIGINT,
    reason      TEXT,
    CHECK ((state = 'revoked') = (revoked_at IS NOT NULL)),
    CHECK ((reason IS NULL) = (revoked_at IS NULL))
);
-- A card has one of each purpose in use, and one that waits.
CREATE UNIQUE INDEX certificates_in_use ON certificates (card_id, purpose) WHERE state = 'active';
CREATE UNIQUE INDEX certificates_waiting ON certificates (card_id, purpose) WHERE state = 'pending';
CREATE INDEX certificates_of_card ON certificates (card_id, not_before);
CREATE INDEX certificates_of_renewal ON certificates (renewal_id) WHERE renewal_id IS NOT NULL;
CREATE INDEX certificates_revoked ON certificates (not_after) WHERE state = 'revoked';
CREATE INDEX certificates_by_end ON certificates (not_after) WHERE state = 'active' AND purpose = 'authentication';

-- Which reminders of a certificate's end were sent.
CREATE TABLE card_reminders (
    serial  TEXT   NOT NULL REFERENCES certificates (serial),
    days    BIGINT NOT NULL CHECK (days > 0),
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (serial, days)
);

-- A card whose holder may choose a new passcode, for 15 minutes.
CREATE TABLE unblockings (
    id         TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    card_id    TEXT   NOT NULL REFERENCES cards (id),
    browser_id TEXT   NOT NULL REFERENCES browsers (id) ON DELETE CASCADE,
    -- Who may: its holder with another authenticator, or a Registration Authority.
    allowed_by TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('begun', 'handed-over', 'completed')),
    begun_at   BIGINT NOT NULL,
    finish_by  BIGINT NOT NULL CHECK (finish_by > begun_at)
);
CREATE INDEX unblockings_of_card ON unblockings (card_id);
CREATE INDEX unblockings_in_browser ON unblockings (browser_id);
CREATE INDEX unblockings_by_end ON unblockings (finish_by);

-- Which authenticators do not sign in, for the list of revoked certificates: few among many.
CREATE INDEX authenticators_held_still ON authenticators (kind, suspended_at)
    WHERE state = 'active' AND suspended_at IS NOT NULL;
CREATE INDEX authenticators_ended ON authenticators (kind, ended_at) WHERE state <> 'active';
