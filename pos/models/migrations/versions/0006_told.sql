-- What the server told last of single entries and of the time, for when nobody can ask it, and
-- which program passed over something of the feed: a newer one asks for all of it again.

ALTER TABLE sync_state ADD COLUMN quarantined TEXT NOT NULL DEFAULT '';
ALTER TABLE sync_state ADD COLUMN flagged TEXT NOT NULL DEFAULT '';
ALTER TABLE sync_state ADD COLUMN skew_seconds INTEGER;
ALTER TABLE sync_state ADD COLUMN passed_over_by TEXT NOT NULL DEFAULT '';
