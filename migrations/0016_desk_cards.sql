-- Smartcards at the desk of a Registration Authority.

-- Why a Registration Authority unblocks a card.
ALTER TABLE unblockings ADD COLUMN reason TEXT CHECK (length(reason) BETWEEN 1 AND 200);
