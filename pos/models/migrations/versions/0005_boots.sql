-- How often the register was started: a database that has counted less than the keyring was put
-- back from an older copy.

ALTER TABLE register_state ADD COLUMN boots INTEGER NOT NULL DEFAULT 0;
