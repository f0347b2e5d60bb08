-- A register that was fenced gives no further number.

ALTER TABLE register_state RENAME TO register_state_0003;
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
        CHECK (frozen IN ('', 'restored', 'register_behind', 'fork', 'replaced', 'fenced'))
) STRICT;
INSERT INTO register_state SELECT * FROM register_state_0003;
DROP TABLE register_state_0003;
