"""Enrolment: each way it ends, and that it may be done again wherever it was cut off."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import msgspec
import pytest

from pos.domain.problem import Problem
from pos.domain.signature import Purpose, SigningKey, load_signing_key
from pos.models.database import open_database
from pos.models.storage_problems import DatabaseMissing
from pos.runtime.ids import CodeNotReadable
from pos.runtime.paths import FolderKind, FolderTaken, create_data_folder, read_data_folder
from pos.runtime.sealed_file import SealedFileSecrets
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.sync.answers import AnswerNotGenuine, NotAuthorised, RequestRefused
from pos.sync.enrolment import (
    AlreadyEnrolled,
    EnrolmentAnswerDamaged,
    EnrolmentAnswerInvalid,
    EnrolmentNotReached,
    EnrolmentPorts,
    enrol,
)
from pos.sync.server_address import ServerAddressInvalid
from pos.sync.transport import NoReply, Reply
from pos.wire.codec import decode, enrolment_bytes
from pos.wire.messages import EnrolAnswer, EnrolRequest
from tests.builders import REGISTER
from tests.fakes import Crashed, FakeChance, FakeClock, FakeCrashPoints, FakeIds
from tests.fakes_server import (
    A_STORE,
    AN_ENROLMENT,
    SERVER_KEY,
    FakeServer,
    a_body,
    a_refusal,
    a_reply,
)
from tests.keys import new_signing_key

CODE = "ABCD-EFGH-JKMN"
URL = "http://127.0.0.1:8765"
PASSPHRASE = "correct horse"
POINTS = ["enrol.before_send", "enrol.after_answer", "enrol.after_commit"]


def ports(server: FakeServer, crash_at: str = "") -> EnrolmentPorts:
    return EnrolmentPorts(
        clock=FakeClock(),
        ids=FakeIds(),
        chance=FakeChance(),
        crash_points=FakeCrashPoints(crash_at),
        ask_passphrase=lambda _: PASSPHRASE,
        connect=lambda _address, _clock: server,
    )


def enrolled(root: Path, server: FakeServer | None = None, *, code: str = CODE) -> FakeServer:
    server = server or FakeServer()
    enrol(root, server=URL, code=code, ports=ports(server))
    return server


def secrets_of(root: Path) -> SealedFileSecrets:
    folder = read_data_folder(root)
    return SealedFileSecrets.open(folder.keys_path, PASSPHRASE, folder.id, FakeChance())


def rows(root: Path, sql: str) -> list[tuple[object, ...]]:
    key = secrets_of(root).get(DATABASE_KEY)
    assert key is not None
    database = open_database(root / "register.db", key.decode())
    with database.begin() as db:
        found = [tuple(row) for row in db.exec_driver_sql(sql)]
    database.close()
    return found


def requests(server: FakeServer) -> list[EnrolRequest]:
    return [decode(request.body or b"", EnrolRequest) for request in server.requests]


class TestEnrol:
    def test_makes_a_register_with_keys_and_an_empty_journal(self, tmp_path: Path) -> None:
        root = tmp_path / "till1"

        server = enrolled(root)

        [asked] = requests(server)
        assert asked.code == CODE
        assert server.is_closed
        assert secrets_of(root).get(ENROLLED) == str(REGISTER).encode()
        assert rows(root, "SELECT register_name, server_url FROM enrolment") == [("Till 1", URL)]
        assert rows(root, "SELECT cursor, acknowledged_seq, verdict FROM sync_state") == [
            ("", 0, "unknown")
        ]
        assert rows(root, "SELECT series, seq, head_hash FROM register_state") == [(1, 0, "0" * 64)]
        assert list(root.glob("*.part*")) == []

    def test_forgives_how_the_code_is_typed(self, tmp_path: Path) -> None:
        server = enrolled(tmp_path / "till1", code=" abcd efgh jkmn ")

        assert requests(server)[0].code == CODE

    def test_refuses_a_folder_that_is_enrolled(self, tmp_path: Path) -> None:
        enrolled(tmp_path / "till1")
        server = FakeServer()

        with pytest.raises(AlreadyEnrolled):
            enrolled(tmp_path / "till1", server)

        assert server.requests == []

    def test_refuses_a_folder_that_lost_its_database(self, tmp_path: Path) -> None:
        enrolled(tmp_path / "till1")
        (tmp_path / "till1" / "register.db").unlink()

        with pytest.raises(DatabaseMissing):
            enrolled(tmp_path / "till1")

    def test_refuses_a_folder_of_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "letters.txt").write_text("Dear Ann")

        with pytest.raises(FolderTaken):
            enrolled(tmp_path)

    def test_refuses_a_servers_folder(self, tmp_path: Path) -> None:
        create_data_folder(tmp_path / "srv", FolderKind.SERVER, FakeIds().new_id())

        with pytest.raises(Problem, match="is a server's data folder"):
            enrolled(tmp_path / "srv")

    @pytest.mark.parametrize(("server", "code"), [(URL, "nonsense"), ("shop", CODE)])
    def test_makes_no_folder_for_what_cannot_be_meant(
        self, tmp_path: Path, server: str, code: str
    ) -> None:
        with pytest.raises((CodeNotReadable, ServerAddressInvalid)):
            enrol(tmp_path / "till1", server=server, code=code, ports=ports(FakeServer()))

        assert not (tmp_path / "till1").exists()


class TestARefusedEnrolment:
    @pytest.mark.parametrize(
        ("status", "error"), [(404, "code_wrong"), (409, "code_used"), (410, "code_expired")]
    )
    def test_says_why_in_the_servers_words(self, tmp_path: Path, status: int, error: str) -> None:
        server = FakeServer()
        server.answer_next("/v1/enrolments", a_refusal(status, error))

        with pytest.raises(RequestRefused, match=f"It says {error}"):
            enrolled(tmp_path / "till1", server)

        assert not (tmp_path / "till1" / "register.db").exists()

    def test_of_a_revoked_register_is_told_too(self, tmp_path: Path) -> None:
        server = FakeServer()
        server.answer_next("/v1/enrolments", a_refusal(403, "revoked"))

        with pytest.raises(NotAuthorised, match="It says revoked"):
            enrolled(tmp_path / "till1", server)

    @pytest.mark.parametrize(
        "reply",
        [
            NoReply("nothing listens there"),
            a_body(b"<html>", 200, "text/html"),
            a_body(b"<html>", 404, "text/html"),
            a_body(b"null"),
            a_refusal(503, "not_ready"),
        ],
    )
    def test_by_no_server_of_ours_may_be_tried_again(
        self, tmp_path: Path, reply: Reply | Exception
    ) -> None:
        server = FakeServer()
        server.answer_next("/v1/enrolments", reply)

        with pytest.raises(EnrolmentNotReached, match="same code"):
            enrolled(tmp_path / "till1", server)
        enrolled(tmp_path / "till1", server)

        first, second = requests(server)
        assert first.public_key == second.public_key

    @pytest.mark.parametrize(
        "wrong",
        [
            {"server_key": "%%%"},
            {"server_key": "AAAA"},
            {"series": 0},
            {"store": msgspec.structs.replace(A_STORE, currency="XXX")},
            {"store": msgspec.structs.replace(A_STORE, timezone="Mars/Olympus")},
            {"store": msgspec.structs.replace(A_STORE, day_cut_off="late")},
            {"store": msgspec.structs.replace(A_STORE, price_mode="free")},
        ],
    )
    def test_for_an_answer_that_makes_no_sense_stores_nothing(
        self, tmp_path: Path, wrong: dict[str, object]
    ) -> None:
        server = FakeServer()
        answer = msgspec.structs.replace(AN_ENROLMENT, **wrong)
        server.answer_next("/v1/enrolments", a_reply(answer))

        with pytest.raises(EnrolmentAnswerInvalid):
            enrolled(tmp_path / "till1", server)

        assert not (tmp_path / "till1" / "register.db").exists()


class TestASignedAnswer:
    """The answer to an earlier device, heard again, once had a spare take over half a journal."""

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        """A folder that has its keys, and has not asked yet."""
        with pytest.raises(Crashed):
            enrol(tmp_path, server=URL, code=CODE, ports=ports(FakeServer(), POINTS[0]))
        return tmp_path

    @pytest.mark.parametrize(
        "wrong", [{"series": 2}, {"sig": "AAAA"}, {"sig": "%"}, {"sig": ""}, {"server_key": "%"}]
    )
    def test_that_was_damaged_stores_nothing(self, root: Path, wrong: dict[str, object]) -> None:
        refuses(root, msgspec.structs.replace(signed_for(key_of(root)), **wrong))

    def test_to_another_device_stores_nothing(self, root: Path) -> None:
        refuses(root, signed_for(new_signing_key()))

    def test_to_this_one_enrols_it(self, root: Path) -> None:
        server = FakeServer()
        server.answer_next("/v1/enrolments", a_reply(signed_for(key_of(root))))

        enrolled(root, server)

        assert (root / "register.db").exists()


def key_of(root: Path) -> SigningKey:
    return load_signing_key(secrets_of(root).get(DEVICE_KEY) or b"")


def signed_for(device: SigningKey) -> EnrolAnswer:
    answer = msgspec.structs.replace(AN_ENROLMENT, device=device.verifying_key.key_id)
    sig = SERVER_KEY.sign(Purpose.ENROLMENT, enrolment_bytes(answer))
    return msgspec.structs.replace(answer, sig=b64encode(sig).decode())


def refuses(root: Path, answer: EnrolAnswer) -> None:
    server = FakeServer()
    server.answer_next("/v1/enrolments", a_reply(answer))
    with pytest.raises(EnrolmentAnswerDamaged, match="again with the same code"):
        enrolled(root, server)
    assert not (root / "register.db").exists()


class TestAnInterruptedEnrolment:
    @pytest.mark.parametrize("point", POINTS[:2])
    def test_ends_well_with_the_same_code_and_key(self, tmp_path: Path, point: str) -> None:
        root, server = tmp_path / "till1", FakeServer()
        with pytest.raises(Crashed):
            enrol(root, server=URL, code=CODE, ports=ports(server, point))
        key = secrets_of(root).get(DEVICE_KEY)

        enrolled(root, server)

        assert secrets_of(root).get(DEVICE_KEY) == key
        assert len({request.public_key for request in requests(server)}) == 1
        assert rows(root, "SELECT register_name FROM enrolment") == [("Till 1",)]

    def test_after_its_last_step_is_enrolled(self, tmp_path: Path) -> None:
        root = tmp_path / "till1"
        with pytest.raises(Crashed):
            enrol(root, server=URL, code=CODE, ports=ports(FakeServer(), POINTS[2]))

        with pytest.raises(AlreadyEnrolled):
            enrolled(root)

    def test_between_the_database_and_the_note_of_it_is_enrolled(self, tmp_path: Path) -> None:
        root = tmp_path / "till1"
        enrolled(root)
        secrets_of(root).delete(ENROLLED)

        with pytest.raises(AlreadyEnrolled):
            enrolled(root)

        assert secrets_of(root).get(ENROLLED) is not None

    def test_clears_away_half_a_database(self, tmp_path: Path) -> None:
        root = tmp_path / "till1"
        with pytest.raises(Crashed):
            enrol(root, server=URL, code=CODE, ports=ports(FakeServer(), POINTS[1]))
        (root / "register.db.part").write_bytes(b"half")
        (root / "register.db.part-wal").write_bytes(b"half")

        enrolled(root)

        assert list(root.glob("*.part*")) == []


class TestAReplacement:
    """What goes well is tested beside a real server."""

    @pytest.fixture
    def server(self) -> FakeServer:
        server = FakeServer()
        second = msgspec.structs.replace(AN_ENROLMENT, series=2)
        server.answer_next("/v1/enrolments", a_reply(second), a_reply(second))
        return server

    def test_says_so_when_the_server_goes_away(self, tmp_path: Path, server: FakeServer) -> None:
        server.answer_next("/v1/journal", NoReply("the connection broke"))

        with pytest.raises(EnrolmentNotReached, match="again with the same code"):
            enrolled(tmp_path / "till1", server)

        assert not (tmp_path / "till1" / "register.db").exists()

    def test_takes_nothing_that_the_server_did_not_sign(
        self, tmp_path: Path, server: FakeServer
    ) -> None:
        unsigned = msgspec.structs.replace(server.page(), sig="")
        server.answer_next("/v1/journal", a_reply(unsigned))

        with pytest.raises(AnswerNotGenuine):
            enrolled(tmp_path / "till1", server)

        assert not (tmp_path / "till1" / "register.db").exists()

    def test_of_a_device_that_sent_nothing_begins_at_the_first_numbers(
        self, tmp_path: Path, server: FakeServer
    ) -> None:
        enrolled(tmp_path / "till1", server)

        state = rows(tmp_path / "till1", "SELECT series, seq, receipt_number FROM register_state")
        assert state == [(2, 1, 0)]
        assert rows(tmp_path / "till1", "SELECT series, kind FROM journal") == [
            (2, "register_enrolled")
        ]
