"""A journal of two series, of which another device wrote the first: proved under both keys."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.chain import seal
from pos.domain.event import GENESIS_HASH, EventKind, SealedEvent, as_payload, parse_event
from pos.domain.report import Declaration
from pos.domain.signature import SigningKey
from pos.domain.tender import Tender, TenderKind
from pos.services.identity import Identity, load_store
from pos.services.journal import Journal, NewEvent
from pos.services.rebuild import EntryRefused, Rebuild
from pos.services.verification import Verification, Verified
from pos.wire.payloads import ContinuedPayload, RegisterEnrolledPayload
from tests.keys import new_signing_key
from tests.registers import TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import all_rows
from tests.tampering import tamper, without_checks

NEW_KEY = new_signing_key()
FIRST_SERIES, SALE = 6, 2


def a_first_series(folder: Path) -> tuple[RegisterInTest, SigningKey, list[SealedEvent]]:
    """Return a register with an open session after a closed one, its key, and its entries."""
    register = an_enrolled_register(folder)
    sessions = register.cash_sessions
    first = sessions.open_normal(TOM, usd("100.00"))
    for _ in range(2):
        sell(register, first.id)
    sessions.begin_count(first.id, TOM)
    sessions.close(first.id, TOM, Declaration(counted=usd("102.58")))
    sessions.open_normal(TOM, usd("50.00"))
    rows = all_rows(register, "SELECT body, hash, sig FROM journal ORDER BY position")
    entries = [SealedEvent(body.encode(), digest, sig) for body, digest, sig in rows]
    assert len(entries) == FIRST_SERIES
    return register, register.journal.identity.key, entries


def sell(register: RegisterInTest, session_id) -> None:
    register.checkout.scan(session_id, TOM, "MILK")
    register.checkout.tender(session_id, TOM, Tender(TenderKind.CASH, usd("1.29")))
    register.checkout.complete(session_id, TOM)


def new_identity(register: RegisterInTest) -> Identity:
    public = NEW_KEY.verifying_key
    return replace(
        register.journal.identity,
        key=NEW_KEY,
        key_id=public.key_id,
        algorithm=public.algorithm.value,
    )


@pytest.fixture
def rebuilt(tmp_path: Path) -> Iterator[RegisterInTest]:
    """A register of a new device, with the first series of the old one and an entry of its own."""
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old, old_key, entries = a_first_series(tmp_path / "old")
    old.database.close()
    register = an_enrolled_register(tmp_path / "new")
    identity = new_identity(register)
    with register.database.begin() as db:
        rebuild = Rebuild(db, identity)
        rebuild.begin_series(db, 1, old_key.verifying_key)
        rebuild.take(db, entries[:4])
        rebuild.take(db, entries[4:])
        head = rebuild.head
        journal = Journal(identity, register.clock, register.journal.ids)
        state = replace(journal.state(db), series=2, seq=0, head_hash=GENESIS_HASH)
        payload = RegisterEnrolledPayload(
            register_name="Till 1",
            public_key=b64encode(NEW_KEY.verifying_key.der).decode(),
            continues=ContinuedPayload(series=head.series, seq=head.seq, hash=head.hash),
        )
        kind = EventKind.REGISTER_ENROLLED
        event = NewEvent(kind=kind, payload=payload, actor=None, cash_session=None)
        journal.append(db, state, event, load_store(db))
    without_checks(register)
    yield register
    register.database.close()


def rebuild_from(register: RegisterInTest, key: SigningKey, entries: list[SealedEvent]) -> None:
    with register.database.begin() as db:
        rebuild = Rebuild(db, new_identity(register))
        rebuild.begin_series(db, 1, key.verifying_key)
        rebuild.take(db, entries)
        rebuild.finish()


def verified(register: RegisterInTest) -> Verified:
    return Verification(register.database, new_identity(register)).verify()


def told(register: RegisterInTest) -> str:
    return "\n".join(str(finding) for finding in verified(register).findings)


class TestARebuiltRegister:
    def test_is_sound(self, rebuilt: RegisterInTest) -> None:
        result = verified(rebuilt)

        assert result.findings == ()
        assert (result.entries, result.sales, str(result.total)) == (7, 2, "2.58")

    def test_has_the_row_of_every_table_as_it_was_written(
        self, rebuilt: RegisterInTest, tmp_path: Path
    ) -> None:
        (tmp_path / "again").mkdir()
        old, _, _ = a_first_series(tmp_path / "again")
        tables = ("cash_session", "sale", "sale_line", "tender", "stock_move", "posting")

        for table in (*tables, "cash_move"):
            found = [len(all_rows(one, f"SELECT * FROM {table}")) for one in (rebuilt, old)]
            assert found[0] == found[1] > 0, table
        old.database.close()

    def test_has_the_open_session_to_resume(self, rebuilt: RegisterInTest) -> None:
        (session,) = rebuilt.cash_sessions.resumable()

        assert session.opening_float == usd("50.00")


class TestAChange:
    @pytest.mark.parametrize(
        ("statement", "sentence"),
        [
            ("UPDATE series_key SET key_id = 'x'", "has another id"),
            ("UPDATE series_key SET public_key = x'00'", "is no key"),
            ("UPDATE series_key SET series = 3", "not the enrolled key's"),
            ("DELETE FROM series_key", "not the enrolled key's"),
            ("INSERT INTO series_key SELECT 2, key_id, public_key FROM series_key", "another key"),
            ("UPDATE journal SET series = 3 WHERE series = 2", "stored is 3"),
            ("DELETE FROM journal WHERE series = 1 AND seq = 6", "does not continue"),
            ("DELETE FROM journal WHERE series = 2", "newest series is not signed"),
            ("UPDATE journal SET position = -1 WHERE series = 2", "stands behind series 2"),
        ],
    )
    def test_of_keys_or_series_is_named(
        self, rebuilt: RegisterInTest, statement: str, sentence: str
    ) -> None:
        tamper(rebuilt, statement)

        assert sentence in told(rebuilt)

    def test_of_the_whole_first_series_under_a_forgers_key_is_named(
        self, rebuilt: RegisterInTest
    ) -> None:
        """The key table is changed with it; but the new series says which entry it continues."""
        forger, previous = new_signing_key(), GENESIS_HASH
        public = forger.verifying_key
        rows = all_rows(rebuilt, "SELECT seq, body FROM journal WHERE series = 1 ORDER BY seq")
        for seq, body in rows:
            event = parse_event(body.encode())
            made = {name: getattr(event, name) for name in event.__struct_fields__}
            made |= {"prev_hash": previous, "key_id": public.key_id}
            forged = seal(type(event)(**made), forger)
            previous = forged.hash
            tamper(
                rebuilt,
                "UPDATE journal SET body = ?, hash = ?, sig = ? WHERE series = 1 AND seq = ?",
                parameters=(forged.body.decode(), forged.hash, forged.sig, seq),
            )
        tamper(
            rebuilt,
            "UPDATE series_key SET key_id = ?, public_key = ?",
            parameters=(public.key_id, public.der),
        )

        assert "it does not continue the series before it" in told(rebuilt)


class TestAnEntryThatDoesNotFit:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"cash_session_kind": "training"}, "signature"),
            ({"seq": 9}, "missing"),
            ({"prev_hash": "9" * 64}, "does not follow"),
            ({"version": 2}, "update Evertill"),
        ],
    )
    def test_is_refused_by_name(
        self, tmp_path: Path, change: dict[str, object], sentence: str
    ) -> None:
        (tmp_path / "old").mkdir()
        (tmp_path / "new").mkdir()
        old, old_key, entries = a_first_series(tmp_path / "old")
        old.database.close()
        register = an_enrolled_register(tmp_path / "new")
        event = parse_event(entries[SALE].body)
        made = {name: getattr(event, name) for name in event.__struct_fields__} | change
        signer = new_signing_key() if sentence == "signature" else old_key
        entries[SALE] = seal(type(event)(**made), signer)

        with pytest.raises(EntryRefused, match=sentence):
            rebuild_from(register, old_key, entries)

        assert all_rows(register, "SELECT * FROM journal") == []
        register.database.close()

    def test_of_a_newer_kind_is_kept_without_rows(self, tmp_path: Path) -> None:
        (tmp_path / "old").mkdir()
        (tmp_path / "new").mkdir()
        old, old_key, entries = a_first_series(tmp_path / "old")
        old.database.close()
        register = an_enrolled_register(tmp_path / "new")
        event = parse_event(entries[-1].body)
        made = {name: getattr(event, name) for name in event.__struct_fields__}
        newer = {"kind": "loyalty_points_given", "payload": as_payload({"points": 3})}
        entries[-1] = seal(type(event)(**made | newer), old_key)

        rebuild_from(register, old_key, entries)

        kinds = all_rows(register, "SELECT kind FROM journal ORDER BY position")
        assert kinds[-1] == ("loyalty_points_given",)
        assert len(all_rows(register, "SELECT * FROM cash_session")) == 1
        register.database.close()
