-- Second pairs of eyes: what exactly they look at, who took an account over, and who made whom at the desk.

-- What was asked for until now is bound to nothing that could be looked at. It lives a day.
DELETE FROM approvals;
ALTER TABLE approvals ADD COLUMN target TEXT NOT NULL DEFAULT '' CHECK (length(target) <= 400);

-- Whoever took an account over does not lift the freeze that follows.
ALTER TABLE take_overs ADD COLUMN done_by TEXT REFERENCES people (id);
-- It was somebody's first: they had nothing that could be taken.
ALTER TABLE take_overs ADD COLUMN set_up BIGINT NOT NULL DEFAULT 0 CHECK (set_up IN (0, 1));
CREATE INDEX take_overs_done_by ON take_overs (done_by);

-- Who created somebody at a desk, by their id, and who gave a position that opens one, by its id: they are no second pair of
-- eyes for each other.
CREATE TABLE made_at_desk (
    id      TEXT   NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    made_by TEXT   NOT NULL REFERENCES people (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX made_at_desk_by ON made_at_desk (made_by);
