-- Since when a Care Identity is closed: the list of revoked certificates holds its card's from then on.

ALTER TABLE people ADD COLUMN closed_at BIGINT;
UPDATE people SET closed_at = COALESCE(
    (SELECT MAX(at) FROM audit_log WHERE subject = people.id AND event = 'person.closed'), created_at)
    WHERE state = 'closed';
CREATE INDEX people_closed ON people (closed_at) WHERE closed_at IS NOT NULL;
