-- What home shows of a person is read with every session: from these alone, without a look at the rows. SQLite looks at a row
-- unless each column that the question names is in the index, those of its WHERE too.
CREATE INDEX email_addresses_held ON email_addresses (person_id, verified_at) WHERE verified_at IS NOT NULL;
CREATE INDEX authenticators_held ON authenticators (person_id, kind, state, suspended_at)
    WHERE state = 'active' AND suspended_at IS NULL;
CREATE INDEX positions_at_a_desk ON positions (person_id, role_code, starts_on, ends_on)
    WHERE role_code IN ('R5080', 'R5090');
