"""Verification on a real database that somebody tampered with: each change is named."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.chain import seal
from pos.domain.event import SealedEvent, as_payload, event_hash, parse_event
from pos.domain.report import Declaration
from pos.domain.tender import Tender, TenderKind
from pos.services.verification import DatabaseDamaged, Verification, Verified
from tests.keys import new_signing_key
from tests.registers import MIA, TOM, RegisterInTest, an_enrolled_register, usd
from tests.sales_files import all_rows, verified
from tests.tampering import loosen, tamper, without_checks


@pytest.fixture
def register(tmp_path: Path) -> Iterator[RegisterInTest]:
    """A register that sold on two days: entries 1 to 9, receipts 1 to 4."""
    register = an_enrolled_register(tmp_path)
    session = register.cash_sessions.open_normal(TOM, usd("100.00"))
    for tender in (Tender(TenderKind.CASH, usd("50.00")), Tender(TenderKind.CARD, usd("26.19"))):
        register.checkout.scan(session.id, TOM, "LAMP")
        register.checkout.scan(session.id, TOM, "MILK")
        register.checkout.tender(session.id, TOM, tender)
        register.checkout.complete(session.id, TOM)
    register.checkout.scan(session.id, TOM, "MILK")
    register.checkout.void_ticket(session.id, TOM)
    register.cash_sessions.begin_count(session.id, TOM)
    register.cash_sessions.close(session.id, TOM, Declaration(counted=usd("126.00")))
    open_one = register.cash_sessions.open_normal(MIA, usd("0.00"))
    for _ in range(2):
        register.checkout.scan(open_one.id, MIA, "MILK")
        register.checkout.tender(open_one.id, MIA, Tender(TenderKind.CASH, usd("2.00")))
        register.checkout.complete(open_one.id, MIA)
    without_checks(register)
    yield register
    register.database.close()


def entries_named(result: Verified) -> set[int | None]:
    return {finding.event.seq if finding.event else None for finding in result.findings}


def sealed(register: RegisterInTest, seq: int) -> SealedEvent:
    ((body, digest, sig),) = all_rows(
        register, f"SELECT body, hash, sig FROM journal WHERE seq = {seq}"
    )
    return SealedEvent(body.encode(), digest, sig)


class TestARegisterAsItWasWritten:
    def test_is_sound(self, register: RegisterInTest) -> None:
        result = verified(register)

        assert result.findings == ()
        assert result.is_sound
        assert (result.entries, result.sales, str(result.total)) == (9, 4, "54.96")
        assert result.head.hash == sealed(register, 9).hash

    def test_says_how_far_it_has_come(self, register: RegisterInTest) -> None:
        told: list[tuple[int, int]] = []
        Verification(register.database, register.journal.identity).verify(
            lambda done, entries: told.append((done, entries))
        )

        assert told == [(number, 9) for number in range(1, 10)]

    def test_adds_sales_up_per_session(self, register: RegisterInTest) -> None:
        sums = [(one.sales, one.total) for one in verified(register).sessions]

        assert sums == [(2, 5238), (2, 258)]

    def test_is_sound_before_its_first_entry(self, tmp_path: Path) -> None:
        folder = tmp_path / "new"
        folder.mkdir()
        register = an_enrolled_register(folder)

        result = verified(register)

        register.database.close()
        assert (result.findings, result.entries) == ((), 0)


class TestAMissingRow:
    @pytest.mark.parametrize(
        "table", ["sale", "sale_line", "tender", "stock_move", "cash_move", "posting"]
    )
    def test_is_named_with_its_event(self, register: RegisterInTest, table: str) -> None:
        tamper(register, f"DELETE FROM {table} WHERE position = 2")

        result = verified(register)

        assert entries_named(result) == {2}
        assert {finding.table for finding in result.findings} == {table}
        assert "receipt 1" in str(result.findings[0])

    def test_may_be_a_cash_session(self, register: RegisterInTest) -> None:
        tamper(register, "DELETE FROM cash_session WHERE state = 'closed'")

        (finding,) = verified(register).findings

        assert "is missing" in finding.message
        assert finding.event is not None
        assert (finding.event.seq, finding.table) == (1, "cash_session")

    def test_may_be_the_one_that_says_where_the_journal_stands(
        self, register: RegisterInTest
    ) -> None:
        tamper(register, "DELETE FROM register_state")

        (finding,) = verified(register).findings

        assert finding.table == "register_state"


class TestAnExtraRow:
    @pytest.mark.parametrize(
        ("table", "values"),
        [
            ("sale_line", "2, 9, 'product', 'X', 'X', '', 'each', 1000, 1, 0, 's', '0', 1, 0"),
            ("tender", "2, 9, 'cash', 1"),
            ("stock_move", "2, 9, 'MILK', -1000, 'each', NULL"),
            ("cash_move", "2, 9, (SELECT id FROM cash_session LIMIT 1), 'tender', 1"),
            ("posting", "2, 99, 'till', '', 1"),
        ],
    )
    def test_is_named_with_its_event(
        self, register: RegisterInTest, table: str, values: str
    ) -> None:
        tamper(register, f"INSERT INTO {table} VALUES ({values})")

        (finding,) = verified(register).findings

        assert "doubled or extra" in finding.message
        assert (finding.event and finding.event.seq, finding.table) == (2, table)

    def test_may_belong_to_no_entry(self, register: RegisterInTest) -> None:
        tamper(register, "INSERT INTO posting VALUES (77, 1, 'till', '', 1)")

        (finding,) = verified(register).findings

        assert "belongs to no entry" in finding.message
        assert finding.table == "posting"

    def test_may_be_a_cash_session_that_nobody_opened(self, register: RegisterInTest) -> None:
        tamper(
            register,
            "INSERT INTO cash_session SELECT 'x', register_id, 'deferred', '2020-01-01', purpose, "
            "'open', currency, 0, opened_at, opened_by, NULL, NULL, NULL, NULL, NULL "
            "FROM cash_session LIMIT 1",
        )

        (finding,) = verified(register).findings

        assert "no event opened it" in finding.message


class TestTheJournal:
    def test_without_an_entry_in_the_middle_is_named_behind_it(
        self, register: RegisterInTest
    ) -> None:
        tamper(register, "DELETE FROM journal WHERE seq = 4")

        result = verified(register)

        assert 5 in entries_named(result)
        assert any("1 entries before it are missing" in str(one) for one in result.findings)

    def test_without_its_last_entry_differs_from_where_it_stood(
        self, register: RegisterInTest
    ) -> None:
        tamper(register, "DELETE FROM journal WHERE seq = 9")

        result = verified(register)

        columns = {(one.table, one.column) for one in result.findings}
        assert ("register_state", "seq") in columns
        assert ("register_state", "perpetual_total") in columns

    def test_that_is_shorter_than_the_server_confirmed_is_named(
        self, register: RegisterInTest
    ) -> None:
        tamper(register, "UPDATE sync_state SET acknowledged_seq = 12, acknowledged_hash = 'x'")

        (finding,) = verified(register).findings

        assert "the server confirmed entry 12" in finding.message

    def test_other_than_the_server_confirmed_is_named(self, register: RegisterInTest) -> None:
        tamper(register, "UPDATE sync_state SET acknowledged_seq = 2, acknowledged_hash = 'x'")

        (finding,) = verified(register).findings

        assert "the server confirmed another entry 2" in finding.message

    def test_with_two_entries_swapped_names_both(self, register: RegisterInTest) -> None:
        tamper(
            register,
            "UPDATE journal SET seq = -seq WHERE seq IN (2, 3)",
            "UPDATE journal SET position = 99, seq = 3 WHERE seq = -2",
            "UPDATE journal SET position = 2, seq = 2 WHERE seq = -3",
            "UPDATE journal SET position = 3 WHERE position = 99",
        )

        assert entries_named(verified(register)) >= {2, 3}

    def test_written_anew_without_the_key_names_every_entry_behind(
        self, register: RegisterInTest
    ) -> None:
        """A total is changed and all hashes are computed again, but nobody else can sign."""
        forger, previous = new_signing_key(), sealed(register, 1).hash
        for seq in range(2, 10):
            event = parse_event(sealed(register, seq).body)
            payload = json.loads(bytes(event.payload))
            if seq == 2:
                payload["total"] += 1
            forged = seal(
                type(event)(
                    **{name: getattr(event, name) for name in event.__struct_fields__}
                    | {"payload": as_payload(payload), "prev_hash": previous}
                ),
                forger,
            )
            previous = forged.hash
            tamper(
                register,
                "UPDATE journal SET body = ?, hash = ?, sig = ? WHERE seq = ?",
                parameters=(forged.body.decode(), forged.hash, forged.sig, seq),
            )

        result = verified(register)

        unsigned = {one.event.seq for one in result.findings if one.event and one.column == "sig"}
        assert unsigned == set(range(2, 10))
        assert 2 in {one.event.seq for one in result.findings if one.event and one.column != "sig"}

    def test_with_a_copied_signature_names_the_entry(self, register: RegisterInTest) -> None:
        tamper(
            register,
            "UPDATE journal SET sig = (SELECT sig FROM journal WHERE seq = 2) WHERE seq = 3",
        )

        (finding,) = verified(register).findings

        assert (finding.event and finding.event.seq, finding.column) == (3, "sig")

    def test_with_a_body_that_is_no_event_names_the_entry_alone(
        self, register: RegisterInTest
    ) -> None:
        tamper(register, "UPDATE journal SET body = '{}' WHERE seq = 3")

        assert 3 in entries_named(verified(register))

    def test_with_bytes_that_are_no_text_is_read_on(self, register: RegisterInTest) -> None:
        tamper(register, "UPDATE sale_line SET name = CAST(x'ff41' AS TEXT) WHERE position = 3")

        result = verified(register)

        assert entries_named(result) == {3}
        assert {one.column for one in result.findings} == {"name"}

    def test_of_a_kind_nobody_knows_is_named(self, register: RegisterInTest) -> None:
        event = parse_event(sealed(register, 9).body)
        made = {name: getattr(event, name) for name in event.__struct_fields__}
        other = seal(type(event)(**made | {"kind": "hired"}), register.journal.identity.key)
        tamper(
            register,
            "UPDATE journal SET body = ?, hash = ?, sig = ?, kind = 'hired' WHERE seq = 9",
            parameters=(other.body.decode(), other.hash, other.sig),
        )

        assert any("kind is unknown" in str(one) for one in verified(register).findings)


class TestTextWhereANumberShouldBe:
    @pytest.mark.parametrize(
        ("table", "column"),
        [
            ("sale", "total"),
            ("posting", "amount"),
            ("stock_move", "quantity"),
            ("tender", "position"),
        ],
    )
    def test_is_named_and_survived(self, register: RegisterInTest, table: str, column: str) -> None:
        loosen(register, table)
        tamper(register, f"UPDATE {table} SET {column} = 'many' WHERE position = 3")

        result = verified(register)

        assert 3 in entries_named(result)
        assert table in {one.table for one in result.findings}


class TestAnEntrySignedWithTheKey:
    """The register itself is not trusted: what it signs has to follow the rules too."""

    def test_that_claims_another_total_is_named(self, register: RegisterInTest) -> None:
        event = parse_event(sealed(register, 9).body)
        payload = json.loads(bytes(event.payload)) | {"total": 1}
        made = {name: getattr(event, name) for name in event.__struct_fields__}
        other = seal(
            type(event)(**made | {"payload": as_payload(payload)}), register.journal.identity.key
        )
        tamper(
            register,
            "UPDATE journal SET body = ?, hash = ?, sig = ? WHERE seq = 9",
            "UPDATE register_state SET head_hash = ?",
            parameters=(other.body.decode(), other.hash, other.sig),
            more=(other.hash,),
        )

        result = verified(register)

        assert event_hash(other.body) == result.head.hash
        assert any("not computed by the rules" in str(one) for one in result.findings)


class TestAGuard:
    @pytest.mark.parametrize(
        ("statement", "sentence"),
        [
            ("DROP TRIGGER sale_is_never_changed", "sale_is_never_changed is missing"),
            ("DROP INDEX ix_sale_cash_session_id", "ix_sale_cash_session_id is missing"),
            ("CREATE VIEW planted AS SELECT 1", "planted is not Evertill's"),
        ],
    )
    def test_that_is_gone_or_planted_is_named(
        self, register: RegisterInTest, statement: str, sentence: str
    ) -> None:
        with register.database.begin() as db:
            db.exec_driver_sql(statement)

        (finding,) = verified(register).findings

        assert sentence in finding.message


class TestADamagedFile:
    def test_with_one_flipped_bit_is_told_in_a_sentence(self, register: RegisterInTest) -> None:
        tamper(register, "UPDATE setting SET value = value")
        register.database.checkpoint()
        register.database.close()
        content = bytearray(register.path.read_bytes())
        content[len(content) // 2] ^= 1
        register.path.write_bytes(content)

        with pytest.raises(DatabaseDamaged, match="is damaged"):
            verified(register)

    def test_without_a_table_is_told_in_a_sentence(self, register: RegisterInTest) -> None:
        tamper(register, "DROP TABLE posting")

        with pytest.raises(DatabaseDamaged, match="no such table: posting"):
            verified(register)


class TestManyFindings:
    def test_are_counted_but_not_all_kept(self, register: RegisterInTest) -> None:
        rows = ", ".join(f"({position}, 1, 'till', '', 1)" for position in range(100, 1200))
        tamper(register, f"INSERT INTO posting VALUES {rows}")

        result = verified(register)

        assert (len(result.findings), result.findings_count) == (1000, 1100)
        assert not replace(result, findings=()).is_sound
