-- Looking after a Care Identity: sessions on shared computers.

-- 1: it was opened on a computer that others use, too, and ends sooner.
ALTER TABLE sessions ADD COLUMN shared BIGINT NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));
-- What the page with the password was told, for the session that the code opens.
ALTER TABLE sign_ins ADD COLUMN shared BIGINT NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));
