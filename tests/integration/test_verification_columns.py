"""One changed digit, in every column of every table: verification names the event.

The columns come from the schema, so that a new one is covered, or has to be left out by name.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from pos.domain.cash_movement import MovementKind
from pos.domain.report import Declaration
from pos.models import schema
from pos.models.journal import RegisterStateRecord
from tests.registers import MIA, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import SAMPLES, past_sales_of, take_sample_catalogue, verified
from tests.tampering import tamper, without_checks

# Not made by events of this register: the server's feed, the exchange, and working memory.
# The keys of older series are in a test of their own: test_older_series.py.
WITHOUT_EVENTS = {
    "barcode",
    "cash_session_check",
    "enrolment",
    "operator",
    "product",
    "search_rank",
    "series_key",
    "setting",
    "sync_state",
    "tax_rate",
    "ticket",
    "wrong_pin",
}
NO_EVENT_SAYS = {
    ("cash_session", "book_total"),
    ("cash_session", "purpose"),  # who may close it: a person or the import
    ("register_state", "frozen"),
    ("register_state", "boots"),  # the keyring says
}

COLUMNS = [
    (table.name, column.name)
    for table in schema.METADATA.sorted_tables
    if table.name not in WITHOUT_EVENTS
    for column in table.columns
    if (table.name, column.name) not in NO_EVENT_SAYS
]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterInTest]:
    """A register with imported sales of all kinds, a closed till, and no guards."""
    register = an_enrolled_register(tmp_path_factory.mktemp("tampered"))
    take_sample_catalogue(register.database)
    sample = SAMPLES.joinpath("sales.csv").read_text(encoding="utf-8").splitlines()
    few = register.path.with_name("few.csv")
    few.write_text("\n".join(sample[:80]), encoding="utf-8")
    past_sales_of(register).import_file(few, MIA)
    _two_closed_sessions(register)
    without_checks(register)
    yield register
    assert verified(register).findings == ()  # each test put back what it changed
    register.database.close()


def _two_closed_sessions(register: RegisterInTest) -> None:
    """Leave behind a row of every kind that people make at a till, the newest of each."""
    sessions, movements = register.cash_sessions, register.cash_movements
    first = sessions.open_normal(MIA, usd("100.00"))
    sessions.begin_count(first.id, MIA)
    sessions.close(first.id, MIA, Declaration(counted=first.opening_float))
    session = sessions.open_normal(MIA, usd("100.00"))
    movements.move(session.id, MIA, MovementKind.PAID_OUT, usd("20.00"), "window cleaner")
    sessions.hand_over(session.id, MIA, TOM)
    sessions.begin_count(session.id, TOM)
    sessions.close(session.id, TOM, Declaration(counted=usd("80.00")))
    register.corrections.redate(first.id, MIA, date(2026, 3, 27), "typed a day late")
    register.corrections.join(session.id, MIA, first.id, "one till, two sessions")


def rows(register: RegisterInTest, sql: str) -> list[tuple]:
    with register.database.begin() as db:
        return [tuple(row) for row in db.exec_driver_sql(sql)]


def changed(value: object) -> object:
    """Return the value with one digit (or letter, or bit) changed."""
    match value:
        case None:
            return None
        case int():
            return value + 1 if value % 10 != 9 else value - 1
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case str():
            at = next((i for i, sign in enumerate(value) if sign.isdigit()), 0)
            other = "7" if value[at : at + 1] != "7" else "8"
            return value[:at] + other + value[at + 1 :]
    raise TypeError(value)


def test_every_table_is_covered_or_left_out_by_name() -> None:
    names = {table.name for table in schema.METADATA.sorted_tables}

    assert {table for table, _ in COLUMNS} == names - WITHOUT_EVENTS
    assert names >= WITHOUT_EVENTS


def test_the_register_is_sound_before(register: RegisterInTest) -> None:
    assert verified(register).findings == ()


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=".".join)
def test_a_changed_digit_is_named_with_its_event(
    register: RegisterInTest, table: str, column: str
) -> None:
    columns = [one.name for one in schema.METADATA.tables[table].columns]
    keys = [one.name for one in schema.METADATA.tables[table].primary_key]
    with_value = f'SELECT * FROM {table} WHERE "{column}" IS NOT NULL ORDER BY 1 DESC LIMIT 1'
    (row,) = rows(register, with_value)  # the register in test has a value there
    before = dict(zip(columns, row, strict=True))
    after = before | {column: changed(before[column])}
    event = _owner(register, table, column, row[0])
    _replace(register, table, {key: before[key] for key in keys}, after)

    result = verified(register)

    _replace(register, table, {key: after[key] for key in keys}, before)
    assert event in {one.event.event_id for one in result.findings if one.event}
    assert table in {one.table for one in result.findings}


def _replace(register: RegisterInTest, table: str, key: dict, row: dict) -> None:
    where = " AND ".join(f"{name} = ?" for name in key)
    tamper(register, f"DELETE FROM {table} WHERE {where}", parameters=(*key.values(),))
    places = ", ".join("?" * len(row))
    tamper(register, f"INSERT INTO {table} VALUES ({places})", parameters=(*row.values(),))


def _owner(register: RegisterInTest, table: str, column: str, owner: object) -> str:
    """Return the event that a row, or this column of it, belongs to."""
    if table == RegisterStateRecord.__tablename__:
        condition = "position = (SELECT max(position) FROM journal)"
    elif table == "cash_session":
        closing = column in {"closed_at", "closed_by", "z_number", "state", "responsible"}
        kind = "cash_session_closed" if closing else "cash_session_opened"
        condition = f"cash_session_id = '{owner}' AND kind = '{kind}'"
    else:
        condition = f"position = {owner}"
    ((event_id,),) = rows(register, f"SELECT event_id FROM journal WHERE {condition}")
    return str(event_id)
