-- The register's first schema.

CREATE TABLE cash_session (
    id TEXT NOT NULL,
    register_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    business_date TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    currency TEXT NOT NULL,
    opening_float INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT,
    z_number INTEGER,
    CONSTRAINT pk_cash_session PRIMARY KEY (id),
    CONSTRAINT uq_cash_session_z_number UNIQUE (z_number),
    CONSTRAINT ck_cash_session_kind_known CHECK (kind IN ('normal', 'deferred', 'training')),
    CONSTRAINT ck_cash_session_state_known CHECK (state IN ('open', 'counting', 'closed')),
    CONSTRAINT ck_cash_session_purpose_known CHECK (purpose IN ('till', 'import')),
    CONSTRAINT ck_cash_session_float_not_negative CHECK (opening_float >= 0),
    CONSTRAINT ck_cash_session_closed_says_when_and_by_whom CHECK (
        (state = 'closed') = (closed_at IS NOT NULL)
        AND (closed_at IS NULL) = (closed_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX uq_cash_session_one_open_deferred_per_date
    ON cash_session (register_id, business_date) WHERE state <> 'closed' AND kind = 'deferred';
CREATE UNIQUE INDEX uq_cash_session_one_open_per_register
    ON cash_session (register_id, kind) WHERE state <> 'closed' AND kind <> 'deferred';

CREATE TABLE enrolment (
    id INTEGER NOT NULL,
    store_id TEXT NOT NULL,
    store_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    timezone TEXT NOT NULL,
    day_cut_off TEXT NOT NULL,
    price_mode TEXT NOT NULL,
    address TEXT NOT NULL,
    tax_registration TEXT NOT NULL,
    register_id TEXT NOT NULL,
    register_name TEXT NOT NULL,
    public_key BLOB NOT NULL,
    server_url TEXT NOT NULL,
    server_key BLOB NOT NULL,
    enrolled_at TEXT NOT NULL,
    CONSTRAINT pk_enrolment PRIMARY KEY (id),
    CONSTRAINT ck_enrolment_one_row CHECK (id = 1)
) STRICT;

CREATE TABLE journal (
    position INTEGER NOT NULL,
    series INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    cash_session_id TEXT,
    business_date TEXT,
    recorded_at TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    sig BLOB NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (position),
    CONSTRAINT uq_journal_series UNIQUE (series, seq),
    CONSTRAINT uq_journal_event_id UNIQUE (event_id)
) STRICT;
CREATE INDEX ix_journal_session_steps
    ON journal (cash_session_id, kind) WHERE kind NOT IN ('sale_completed', 'sale_voided');

CREATE TABLE operator (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    pin_hash TEXT NOT NULL,
    active INTEGER NOT NULL,
    CONSTRAINT pk_operator PRIMARY KEY (id),
    CONSTRAINT ck_operator_active_is_yes_or_no CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE product (
    id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    price INTEGER NOT NULL,
    cost INTEGER,
    tax_category TEXT NOT NULL,
    gtin TEXT,
    department TEXT NOT NULL,
    category TEXT NOT NULL,
    service INTEGER NOT NULL,
    CONSTRAINT pk_product PRIMARY KEY (id),
    CONSTRAINT uq_product_sku UNIQUE (sku),
    CONSTRAINT ck_product_price_not_negative CHECK (price >= 0),
    CONSTRAINT ck_product_service_is_yes_or_no CHECK (service IN (0, 1))
) STRICT;

CREATE TABLE register_state (
    id INTEGER NOT NULL,
    series INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head_hash TEXT NOT NULL,
    receipt_number INTEGER NOT NULL,
    z_number INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    perpetual_total INTEGER NOT NULL,
    CONSTRAINT pk_register_state PRIMARY KEY (id),
    CONSTRAINT ck_register_state_one_row CHECK (id = 1),
    CONSTRAINT ck_register_state_counts_up CHECK (
        seq >= 0 AND receipt_number >= 0 AND z_number >= 0)
) STRICT;

CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
) WITHOUT ROWID, STRICT;

CREATE TABLE sync_state (
    id INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    cursor TEXT NOT NULL,
    acknowledged_series INTEGER NOT NULL,
    acknowledged_seq INTEGER NOT NULL,
    acknowledged_hash TEXT NOT NULL,
    verdict TEXT NOT NULL,
    answered_at TEXT,
    last_answer TEXT NOT NULL,
    CONSTRAINT pk_sync_state PRIMARY KEY (id),
    CONSTRAINT ck_sync_state_one_row CHECK (id = 1)
) STRICT;

CREATE TABLE tax_rate (
    category TEXT NOT NULL,
    rate TEXT NOT NULL,
    CONSTRAINT pk_tax_rate PRIMARY KEY (category)
) WITHOUT ROWID, STRICT;

CREATE TABLE barcode (
    code TEXT NOT NULL,
    product_id INTEGER NOT NULL,
    CONSTRAINT pk_barcode PRIMARY KEY (code),
    CONSTRAINT fk_barcode_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE CASCADE
) WITHOUT ROWID, STRICT;
CREATE INDEX ix_barcode_product_id ON barcode (product_id);

CREATE TABLE cash_move (
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    cash_session_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    CONSTRAINT pk_cash_move PRIMARY KEY (position, line),
    CONSTRAINT fk_cash_move_position_journal FOREIGN KEY(position) REFERENCES journal (position),
    CONSTRAINT fk_cash_move_cash_session_id_cash_session FOREIGN KEY(cash_session_id) REFERENCES cash_session (id)
) WITHOUT ROWID, STRICT;
CREATE INDEX ix_cash_move_cash_session_id ON cash_move (cash_session_id);

CREATE TABLE posting (
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    detail TEXT NOT NULL,
    amount INTEGER NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (position, line),
    CONSTRAINT fk_posting_position_journal FOREIGN KEY(position) REFERENCES journal (position)
) WITHOUT ROWID, STRICT;

CREATE TABLE sale (
    position INTEGER NOT NULL,
    sale_id TEXT NOT NULL,
    cash_session_id TEXT NOT NULL,
    receipt_number INTEGER NOT NULL,
    paper_ticket TEXT,
    operator_id TEXT NOT NULL,
    business_date TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_mode TEXT NOT NULL,
    lines INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    net INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    total INTEGER NOT NULL,
    change INTEGER NOT NULL,
    CONSTRAINT pk_sale PRIMARY KEY (position),
    CONSTRAINT uq_sale_sale_id UNIQUE (sale_id),
    CONSTRAINT uq_sale_receipt_number UNIQUE (receipt_number),
    CONSTRAINT uq_sale_paper_ticket UNIQUE (paper_ticket),
    CONSTRAINT ck_sale_net_and_tax_make_the_total CHECK (net + tax = total),
    CONSTRAINT ck_sale_change_not_negative CHECK (change >= 0),
    CONSTRAINT fk_sale_position_journal FOREIGN KEY(position) REFERENCES journal (position),
    CONSTRAINT fk_sale_cash_session_id_cash_session FOREIGN KEY(cash_session_id) REFERENCES cash_session (id)
) STRICT;
CREATE INDEX ix_sale_cash_session_id ON sale (cash_session_id);

CREATE TABLE search_rank (
    rank INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    CONSTRAINT pk_search_rank PRIMARY KEY (rank),
    CONSTRAINT uq_search_rank_product_id UNIQUE (product_id),
    CONSTRAINT fk_search_rank_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE stock_move (
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    sku TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit TEXT NOT NULL,
    cost INTEGER,
    CONSTRAINT pk_stock_move PRIMARY KEY (position, line),
    CONSTRAINT fk_stock_move_position_journal FOREIGN KEY(position) REFERENCES journal (position)
) WITHOUT ROWID, STRICT;

CREATE TABLE ticket (
    id TEXT NOT NULL,
    cash_session_id TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    state TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    contents TEXT NOT NULL,
    CONSTRAINT pk_ticket PRIMARY KEY (id),
    CONSTRAINT ck_ticket_state_known CHECK (state IN ('open', 'parked')),
    CONSTRAINT fk_ticket_cash_session_id_cash_session FOREIGN KEY(cash_session_id) REFERENCES cash_session (id)
) STRICT;
CREATE UNIQUE INDEX uq_ticket_one_open_per_session
    ON ticket (cash_session_id) WHERE state = 'open';

CREATE TABLE wrong_pin (
    operator_id TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    monotonic_us INTEGER NOT NULL,
    CONSTRAINT pk_wrong_pin PRIMARY KEY (operator_id),
    CONSTRAINT fk_wrong_pin_operator_id_operator FOREIGN KEY(operator_id) REFERENCES operator (id)
) STRICT;

CREATE TABLE sale_line (
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    item TEXT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    department TEXT NOT NULL,
    unit TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    tax_category TEXT NOT NULL,
    tax_rate TEXT NOT NULL,
    net INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    CONSTRAINT pk_sale_line PRIMARY KEY (position, number),
    CONSTRAINT ck_sale_line_item_known CHECK (item IN ('product', 'service', 'external')),
    CONSTRAINT ck_sale_line_quantity_positive CHECK (quantity > 0),
    CONSTRAINT fk_sale_line_position_sale FOREIGN KEY(position) REFERENCES sale (position)
) WITHOUT ROWID, STRICT;

CREATE TABLE tender (
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER NOT NULL,
    CONSTRAINT pk_tender PRIMARY KEY (position, number),
    CONSTRAINT ck_tender_amount_positive CHECK (amount > 0),
    CONSTRAINT fk_tender_position_sale FOREIGN KEY(position) REFERENCES sale (position)
) WITHOUT ROWID, STRICT;

-- Full text over folded names; the rowid is the rank, so that the first rows are the best.
-- Marks and letters newer than SQLite's tables belong to words too: a name is cut at blanks only.
CREATE VIRTUAL TABLE product_search USING fts5 (
    folded, content='', contentless_delete=1, detail=none, prefix='1 2 3',
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* C*'"
);

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
    BEGIN SELECT RAISE (ABORT, 'the journal is never changed'); END;
CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
    BEGIN SELECT RAISE (ABORT, 'the journal is never shortened'); END;
CREATE TRIGGER journal_has_no_gap BEFORE INSERT ON journal
    WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM journal WHERE series = NEW.series), 0)
    BEGIN SELECT RAISE (ABORT, 'the journal has no gap'); END;

CREATE TRIGGER cash_session_keeps_what_it_opened_with
    BEFORE UPDATE OF id, register_id, kind, business_date, purpose, currency, opening_float,
        opened_at, opened_by ON cash_session
    BEGIN SELECT RAISE (ABORT, 'a cash session keeps what it opened with'); END;
CREATE TRIGGER cash_session_stays_closed BEFORE UPDATE ON cash_session
    WHEN OLD.state = 'closed'
    BEGIN SELECT RAISE (ABORT, 'a closed cash session stays closed'); END;
CREATE TRIGGER cash_session_is_never_deleted BEFORE DELETE ON cash_session
    BEGIN SELECT RAISE (ABORT, 'a cash session is never deleted'); END;

CREATE TRIGGER sale_is_never_changed BEFORE UPDATE ON sale
    BEGIN SELECT RAISE (ABORT, 'a sale is never changed'); END;
CREATE TRIGGER sale_is_never_deleted BEFORE DELETE ON sale
    BEGIN SELECT RAISE (ABORT, 'a sale is never deleted'); END;

CREATE TRIGGER sale_line_is_never_changed BEFORE UPDATE ON sale_line
    BEGIN SELECT RAISE (ABORT, 'a sale line is never changed'); END;
CREATE TRIGGER sale_line_is_never_deleted BEFORE DELETE ON sale_line
    BEGIN SELECT RAISE (ABORT, 'a sale line is never deleted'); END;

CREATE TRIGGER tender_is_never_changed BEFORE UPDATE ON tender
    BEGIN SELECT RAISE (ABORT, 'a tender is never changed'); END;
CREATE TRIGGER tender_is_never_deleted BEFORE DELETE ON tender
    BEGIN SELECT RAISE (ABORT, 'a tender is never deleted'); END;

CREATE TRIGGER stock_move_is_never_changed BEFORE UPDATE ON stock_move
    BEGIN SELECT RAISE (ABORT, 'a stock move is never changed'); END;
CREATE TRIGGER stock_move_is_never_deleted BEFORE DELETE ON stock_move
    BEGIN SELECT RAISE (ABORT, 'a stock move is never deleted'); END;

CREATE TRIGGER cash_move_is_never_changed BEFORE UPDATE ON cash_move
    BEGIN SELECT RAISE (ABORT, 'a cash move is never changed'); END;
CREATE TRIGGER cash_move_is_never_deleted BEFORE DELETE ON cash_move
    BEGIN SELECT RAISE (ABORT, 'a cash move is never deleted'); END;

CREATE TRIGGER posting_is_never_changed BEFORE UPDATE ON posting
    BEGIN SELECT RAISE (ABORT, 'a posting is never changed'); END;
CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting
    BEGIN SELECT RAISE (ABORT, 'a posting is never deleted'); END;
