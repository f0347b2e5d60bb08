"""The server's commands, as a terminal runs them."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from argon2 import PasswordHasher

from pos.cli import main
from pos.runtime.ids import SystemChance, SystemIds, read_one_time_code
from pos.runtime.paths import FolderKind, begin_data_folder, open_data_folder
from pos.server.feeds import read_topic
from pos.server.folder import opened
from pos.server.server_key import open_server_key
from pos.wire.messages import OperatorMessage, StoreMessage, TaxRateMessage
from tests.servers import MadeServer, a_made_server

SHOP = ["--name", "Shop", "--currency", "USD", "--timezone", "America/New_York"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MadeServer]:
    with a_made_server(tmp_path / "server") as made:
        yield made


def create(root: Path, *more: str) -> int:
    return main(["store", "create", "--data", str(root), *SHOP, "--day-cut-off", "04:00", *more])


def told(root: Path, topic: str) -> list[str]:
    with opened(root) as server, server.database.read() as db:
        return read_topic(db, 1, topic)


def test_an_address_of_no_database_is_refused_without_showing_it(
    server: MadeServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("nonsense", "nodriver://user:hidden@host/name"):
        monkeypatch.setenv("EVERTILL_DATABASE_URL", address)

        assert main(["operator", "list", "--data", str(server.root)]) == 1

        shown = capsys.readouterr().err
        assert "cannot be used: write it like" in shown
        assert "hidden" not in shown


class TestStoreCreate:
    def test_makes_a_folder_with_a_store_and_three_tax_categories(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert create(tmp_path / "new", "--json") == 0

        output = capsys.readouterr()
        (store,) = told(tmp_path / "new", "store")
        assert json.loads(output.out)["store"] == str(
            msgspec.json.decode(store, type=StoreMessage).id
        )
        assert "standard, reduced, exempt exist at 0 %" in output.err
        rates = [
            msgspec.json.decode(text, type=TaxRateMessage)
            for text in told(tmp_path / "new", "tax_rate")
        ]
        assert [(one.category, one.rate) for one in rates] == [
            ("standard", "0"),
            ("reduced", "0"),
            ("exempt", "0"),
        ]

    def test_takes_tax_rates_and_exclusive_prices(self, tmp_path: Path) -> None:
        root = tmp_path / "new"

        create(root, "--tax", "standard=8.25", "--tax", "food=0", "--prices", "tax-exclusive")

        (store,) = told(root, "store")
        assert msgspec.json.decode(store, type=StoreMessage).price_mode == "tax_exclusive"
        assert '"rate":"0.0825"' in told(root, "tax_rate")[0]

    def test_that_was_cut_off_begins_anew_and_until_then_says_so(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        root = tmp_path / "new"
        begin_data_folder(root, FolderKind.SERVER, SystemIds().new_id())
        for left in ("server.key", "server.db", "server.db-wal"):
            (root / left).write_bytes(b"half")

        assert main(["operator", "list", "--data", str(root)]) == 1
        assert "was cut off" in capsys.readouterr().err
        assert create(root) == 0
        assert main(["operator", "list", "--data", str(root)]) == 0

    def test_leaves_a_finished_folder_alone_even_without_its_database(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        root = tmp_path / "new"
        create(root)
        (root / "server.db").unlink()

        assert create(root) == 1
        assert "already belongs to a server" in capsys.readouterr().err
        assert not (root / "server.db").exists()
        assert (root / "server.key").exists()

    def test_keeps_the_key_for_the_owner_only(self, tmp_path: Path) -> None:
        root = tmp_path / "new"

        create(root)

        assert stat.S_IMODE((root / "server.key").stat().st_mode) == 0o600

    def test_seals_the_key_where_there_is_a_passphrase(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = tmp_path / "new"
        monkeypatch.setenv("EVERTILL_PASSPHRASE", "correct horse")

        create(root)

        assert not (root / "server.key").exists()
        folder = open_data_folder(root, FolderKind.SERVER)
        assert open_server_key(folder, SystemChance()).verifying_key.der

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["--currency", "EURO"], "not a currency"),
            (["--timezone", "Mars/Base"], "not a time zone"),
            (["--timezone", "../etc/passwd"], "not a time zone"),
            (["--day-cut-off", "25:00"], "not a time of day"),
            (["--name", " "], "needs a name"),
            (["--tax", "standard"], "not a tax rate"),
            (["--tax", "standard=101"], "from 0 to 100"),
            (["--tax", "a=1", "--tax", "a=2"], "given twice"),
        ],
    )
    def test_refuses_what_cannot_be_and_makes_nothing(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        arguments: list[str],
        sentence: str,
    ) -> None:
        root = tmp_path / "new"

        assert create(root, *arguments) == 1

        assert sentence in capsys.readouterr().err
        assert not root.exists()

    def test_refuses_a_folder_that_is_in_use(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert create(server.root) == 1

        assert "already belongs to a server" in capsys.readouterr().err


class TestOperatorAdd:
    def add(self, server: MadeServer, name: str = "Mia", role: str = "manager") -> int:
        return main(["operator", "add", "--data", str(server.root), "--name", name, "--role", role])

    def test_takes_the_pin_from_the_environment_and_keeps_it_unreadable(
        self, server: MadeServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EVERTILL_PIN", "246810")

        assert self.add(server) == 0

        (text,) = told(server.root, "operator")
        operator = msgspec.json.decode(text, type=OperatorMessage)
        assert (operator.name, operator.role) == ("Mia", "manager")
        assert operator.pin_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert PasswordHasher().verify(operator.pin_hash, "246810")
        assert "246810" not in text

    def test_refuses_without_a_terminal_and_without_the_variable(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.add(server) == 1

        assert "EVERTILL_PIN" in capsys.readouterr().err
        assert told(server.root, "operator") == []

    @pytest.mark.parametrize("pin", ["12", "12ab", "1" * 13, "١٢٣٤"])
    def test_refuses_what_is_no_pin(
        self, server: MadeServer, monkeypatch: pytest.MonkeyPatch, pin: str
    ) -> None:
        monkeypatch.setenv("EVERTILL_PIN", pin)

        assert self.add(server) == 1
        assert told(server.root, "operator") == []

    def test_refuses_a_name_for_the_second_time(
        self,
        server: MadeServer,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("EVERTILL_PIN", "246810")
        self.add(server)

        assert self.add(server, name=" mia ") == 1
        assert "already" in capsys.readouterr().err

    def test_refuses_a_role_that_is_none(self, server: MadeServer) -> None:
        assert self.add(server, role="king") == 2


class TestRegisterAdd:
    def add(self, server: MadeServer, name: str = "Till 1") -> int:
        return main(["register", "add", "--data", str(server.root), "--name", name])

    def test_prints_the_code_alone(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.add(server) == 0

        code = capsys.readouterr().out.strip()
        assert read_one_time_code(code) == code

    def test_refuses_a_name_for_the_second_time(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.add(server)

        assert self.add(server, "TILL 1") == 1
        assert "already" in capsys.readouterr().err

    def test_shows_in_the_list(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.add(server)
        capsys.readouterr()

        main(["register", "list", "--data", str(server.root), "--json"])

        (row,) = json.loads(capsys.readouterr().out)["registers"]
        assert (row["name"], row["enrolled"], row["entries"]) == ("Till 1", False, 0)


class TestAFolder:
    @pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100, None])
    def test_whose_database_is_unusable_is_told_and_left_alone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: bytes | None
    ) -> None:
        with a_made_server(tmp_path / "server") as made:
            path = made.root / "server.db"
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)

        assert main(["register", "list", "--data", str(made.root)]) == 1

        assert "restore it from a backup" in capsys.readouterr().err
        assert (path.read_bytes() if path.exists() else None) == damage

    def test_of_a_newer_program_is_told_and_left_alone(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with server.database.write() as db:
            db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

        assert main(["register", "list", "--data", str(server.root)]) == 1

        assert "newer Evertill" in capsys.readouterr().err

    def test_that_is_none_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["serve", "--data", str(tmp_path / "none")]) == 1

        assert "evertill store create" in capsys.readouterr().err


class TestServe:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "shop.example"])
    def test_refuses_other_computers_without_tls(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str], host: str
    ) -> None:
        assert main(["serve", "--data", str(server.root), "--host", host]) == 1

        assert "needs TLS" in capsys.readouterr().err

    def test_refuses_half_of_tls(
        self, server: MadeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        certificate = ["--tls-certificate", str(tmp_path / "c.pem")]

        assert main(["serve", "--data", str(server.root), *certificate]) == 1
        assert "both" in capsys.readouterr().err

    def test_refuses_a_certificate_that_is_none(
        self, server: MadeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "c.pem"
        path.write_text("nothing")
        tls = ["--tls-certificate", str(path), "--tls-key", str(path)]

        assert main(["serve", "--data", str(server.root), "--port", "0", *tls]) == 1
        assert "PEM" in capsys.readouterr().err

    def test_says_which_port_is_taken(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]

            assert main(["serve", "--data", str(server.root), "--port", str(port)]) == 1

        assert f"port {port}: another program" in capsys.readouterr().err

    def test_refuses_a_folder_whose_key_is_gone(
        self, server: MadeServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (server.root / "server.key").unlink()

        assert main(["serve", "--data", str(server.root), "--port", "0"]) == 1
        assert "holds neither keys.json nor server.key" in capsys.readouterr().err
