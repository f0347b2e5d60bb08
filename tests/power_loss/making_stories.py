"""Stories of folders and files that come to be: enrolled, backed up, restored, migrated."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest.mock import patch

from pos.domain.problem import Problem
from pos.runtime.secret_names import BOOTS
from pos.server.backup import create_backup as create_server_backup
from pos.server.backup_restore import restore_backup as restore_server_backup
from pos.server.store_settings import StoreSettings, create_folder
from pos.services.backup_restore import restore_backup
from pos.sync import recovery
from pos.sync.transport import Reply, Request
from tests.fakes import FakeClock
from tests.power_loss.backup_judge import BackupJudge
from tests.power_loss.commits import digest
from tests.power_loss.crash_states import Story
from tests.power_loss.enrolling import EnrolAgain
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.making import MakingJudge
from tests.power_loss.old_schemas import age_register, age_server
from tests.power_loss.recorder import Recorder, contents
from tests.power_loss.register_judge import RegisterJudge, database_key, secrets_of
from tests.power_loss.server_judge import ServerJudge, opened_server, require_key
from tests.power_loss.shop import Shop, a_shop, backup_ports, opened_register
from tests.power_loss.stories import begun, closed, story, told
from tests.power_loss.till_day import Day, sale
from tests.servers import NOW


@story("enrolment")
def enrolment(base: Path) -> list[Story]:
    with a_shop(base) as shop:
        code = shop.server.code("Till 1")
        return _enrolled(shop, code, "enrolment")


@story("replacement")
def replacement(base: Path) -> list[Story]:
    """Tell how another device takes a lost register over, with its journal."""
    with a_shop(base) as shop, patch.object(recovery, "ENTRIES_PER_PAGE", 2):
        begun(shop)
        register_id = shop.till.register.identity.register_id
        closed(shop)
        shutil.rmtree(shop.till.folder)
        code = shop.server.code_to_replace(register_id)
        return _enrolled(shop, code, "replacement")


def _enrolled(shop: Shop, code: str, name: str) -> list[Story]:
    shop.server.database.close()
    before = contents(shop.server.root)
    recorder = Recorder(shop.roots)
    line, answer = shop.till.line, shop.till.line.send

    def send(request: Request) -> Reply:
        reply = answer(request)
        if request.path == "/v1/enrolments":
            recorder.told("the server has enrolled it")
        return reply

    with recorder.running(), patch.object(line, "send", send):
        recorder.began(name)
        shop.till.enrol(code)
        recorder.told(name)
        shop.server.database.close()
    till, server = (recorder.recordings[root] for root in shop.roots)
    again = EnrolAgain(shop, code, till, before)
    judge, server_judge = MakingJudge(use_register, again, told=name), ServerJudge()
    return [
        Story(f"{name}, till", till, judge, thorough_every=25),
        Story(f"{name}, server", server, server_judge),
    ]


@story("migration")
def a_migration(base: Path) -> list[Story]:
    with a_shop(base) as shop:
        begun(shop)
        closed(shop)
        age_register(shop.till.folder / "register.db", database_key(shop.till.folder))
        secrets_of(shop.till.folder).delete(BOOTS)  # older programs did not count
        age_server(shop.server.folder / "server.db")
        recorder = Recorder(shop.roots)
        with recorder.running():
            recorder.began("migration of a register")
            shop.till.start()
            recorder.began("migration of a server")
            opened_server(shop.server.folder / "server.db", lambda _: "")
            recorder.began("sale after a migration")
            day = Day(shop, shop.till.register.cash_sessions.resumable()[0])
            sale(day)
            shop.till.cycle()
            closed(shop)
        return told(recorder, shop, "migration")


@story("backup")
def backups(base: Path) -> list[Story]:
    with a_shop(base) as shop:
        day = begun(shop)
        shop.server.database.close()
        recorder = Recorder(shop.roots)
        with recorder.running():
            recorder.began("backup create")
            shop.till.register.backups.create(shop.till.root / "usb" / "backups")
            recorder.told("backup create")
            recorder.began("sale after a backup")
            sale(day)
            recorder.began("backup create of a server")
            usb = shop.server.root / "usb"
            create_server_backup(shop.server.folder, usb, backup_ports(shop.clock), _nothing)
            recorder.told("backup create of a server")
            closed(shop)
        made = (
            ("backup, till", "backup create", shop.till.root, RegisterJudge()),
            ("backup, server", "backup create of a server", shop.server.root, ServerJudge()),
        )
        stories = []
        for name, what, root, own in made:
            judge = BackupJudge(own, told=what)
            stories.append(Story(name, recorder.recordings[root], judge))
        return stories


@story("restore")
def restores(base: Path) -> list[Story]:
    with a_shop(base) as shop:
        begun(shop)
        till_usb, server_usb = shop.till.root / "usb", shop.server.root / "usb"
        ports = backup_ports(shop.clock)
        for folder in (till_usb, server_usb):
            folder.mkdir()
        of_till = shop.till.register.backups.create(till_usb).path
        closed(shop)
        of_server = create_server_backup(shop.server.folder, server_usb, ports, _nothing).path
        shutil.rmtree(shop.till.folder)
        shutil.rmtree(shop.server.folder)
        recorder = Recorder(shop.roots)
        with recorder.running():
            recorder.began("restore of a register")
            restore_backup(of_till, shop.till.folder, ports, _nothing)
            recorder.told("restore of a register")
            recorder.began("restore of a server")
            restore_server_backup(of_server, shop.server.folder, ports, _nothing)
            recorder.told("restore of a server")

    def register_again(root: Path, _: int) -> None:
        restore_backup(root / "usb" / of_till.name, root / "register", ports, _nothing)

    def server_again(root: Path, _: int) -> None:
        restore_server_backup(root / "usb" / of_server.name, root / "server", ports, _nothing)

    till, server = (recorder.recordings[root] for root in shop.roots)
    judges = (
        MakingJudge(use_register, register_again, told="restore of a register"),
        MakingJudge(use_server, server_again, told="restore of a server"),
    )
    return [
        Story("restore, till", till, judges[0], thorough_every=25),
        Story("restore, server", server, judges[1], thorough_every=25),
    ]


@story("store create")
def store_create(base: Path) -> list[Story]:
    settings = StoreSettings(
        name="Corner Shop",
        currency="USD",
        timezone="America/New_York",
        day_cut_off="04:00",
        price_mode="tax_inclusive",
    )
    root = base / "server-pc"
    root.mkdir()
    recorder = Recorder((root,))
    with recorder.running():
        recorder.began("store create")
        create_folder(root / "server", settings)
        recorder.told("store create")

    def again(root: Path, _: int) -> None:
        create_folder(root / "server", settings)

    judge = MakingJudge(use_server, again, told="store create")
    return [Story("store create, server", recorder.recordings[root], judge, thorough_every=25)]


def use_register(root: Path) -> str:
    """Start the register on a computer; return what it holds."""
    try:
        register = opened_register(root / "register", FakeClock(NOW))
    except Problem as problem:
        raise Trouble(Harm.UNUSABLE, str(problem)) from problem
    try:
        return digest(register.database.fetch)
    finally:
        register.close()


def use_server(root: Path) -> str:
    """Open the server's folder on a computer, with its key; return what it holds."""
    found = opened_server(root / "server" / "server.db", digest)
    require_key(root / "server")
    return found


def _nothing(done: int, whole: int) -> None:
    """Show no progress."""
