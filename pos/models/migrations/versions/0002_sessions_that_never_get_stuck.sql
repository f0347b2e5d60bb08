-- What cash sessions need beside their first columns: who answers for one, what the server said
-- of it, how it was corrected; and why no further number may be given.

ALTER TABLE register_state ADD COLUMN frozen TEXT NOT NULL DEFAULT ''
    CONSTRAINT ck_register_state_frozen_known
    CHECK (frozen IN ('', 'restored', 'register_behind', 'fork'));

ALTER TABLE enrolment ADD COLUMN opened_on TEXT;
ALTER TABLE enrolment ADD COLUMN closed_through TEXT;

ALTER TABLE operator ADD COLUMN rights TEXT NOT NULL DEFAULT '';

ALTER TABLE cash_session ADD COLUMN responsible TEXT;
ALTER TABLE cash_session ADD COLUMN book_total INTEGER;

ALTER TABLE ticket ADD COLUMN paper_ticket TEXT;
ALTER TABLE ticket ADD COLUMN occurred_at TEXT;

CREATE TABLE cash_session_check (
    cash_session_id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT pk_cash_session_check PRIMARY KEY (cash_session_id),
    CONSTRAINT ck_cash_session_check_verdict_known CHECK (
        verdict IN ('absent', 'open', 'closed_by_register', 'closed_by_manager', 'other_series')),
    CONSTRAINT fk_cash_session_check_cash_session_id_cash_session
        FOREIGN KEY(cash_session_id) REFERENCES cash_session (id)
) STRICT;

CREATE TABLE cash_session_correction (
    position INTEGER NOT NULL,
    cash_session_id TEXT NOT NULL,
    business_date TEXT,
    into_session_id TEXT,
    reason TEXT NOT NULL,
    CONSTRAINT pk_cash_session_correction PRIMARY KEY (position),
    CONSTRAINT ck_cash_session_correction_date_or_session CHECK (
        (business_date IS NULL) <> (into_session_id IS NULL)),
    CONSTRAINT fk_cash_session_correction_position_journal
        FOREIGN KEY(position) REFERENCES journal (position),
    CONSTRAINT fk_cash_session_correction_cash_session_id_cash_session
        FOREIGN KEY(cash_session_id) REFERENCES cash_session (id),
    CONSTRAINT fk_cash_session_correction_into_session_id_cash_session
        FOREIGN KEY(into_session_id) REFERENCES cash_session (id)
) STRICT;
CREATE INDEX ix_cash_session_correction_cash_session_id
    ON cash_session_correction (cash_session_id);

CREATE TRIGGER cash_session_correction_is_never_changed BEFORE UPDATE ON cash_session_correction
    BEGIN SELECT RAISE (ABORT, 'a correction is never changed'); END;
CREATE TRIGGER cash_session_correction_is_never_deleted BEFORE DELETE ON cash_session_correction
    BEGIN SELECT RAISE (ABORT, 'a correction is never deleted'); END;
