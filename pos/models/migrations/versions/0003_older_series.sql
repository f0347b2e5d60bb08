-- Series that another device of this register wrote verify under that device's key.

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
