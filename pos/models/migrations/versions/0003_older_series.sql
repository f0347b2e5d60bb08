-- Series that another device of this register wrote verify under that device's key; a device that
-- was replaced gives no further number.

ALTER TABLE register_state RENAME TO register_state_0002;
CREATE TABLE register_state (
    id INTEGER NOT NULL,
    series INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    receipt_number INTEGER NOT NULL,
    z_number INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    perpetual_total INTEGER NOT NULL,
    frozen TEXT NOT NULL DEFAULT '',
    CONSTRAINT pk_register_state PRIMARY KEY (id),
    CONSTRAINT ck_register_state_one_row CHECK (id = 1),
    CONSTRAINT ck_register_state_counts_up CHECK (
        seq >= 0 AND receipt_number >= 0 AND z_number >= 0),
    CONSTRAINT ck_register_state_frozen_known
        CHECK (frozen IN ('', 'restored', 'register_behind', 'fork', 'replaced'))
) STRICT;
INSERT INTO register_state SELECT * FROM register_state_0002;
DROP TABLE register_state_0002;

CREATE TABLE series_key (
    series INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    CONSTRAINT pk_series_key PRIMARY KEY (series),
    CONSTRAINT ck_series_key_series_from_one CHECK (series >= 1)
) STRICT;

CREATE TRIGGER series_key_is_never_changed BEFORE UPDATE ON series_key
    BEGIN SELECT RAISE (ABORT, 'the key of a series is never changed'); END;
CREATE TRIGGER series_key_is_never_deleted BEFORE DELETE ON series_key
    BEGIN SELECT RAISE (ABORT, 'the key of a series is never deleted'); END;
