"""Judge of a register: the program opens it, and it is what was acknowledged, to the last row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pos.bootstrap import Register
from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.problem import Problem
from pos.domain.tender import Tender, TenderKind
from pos.models.database import open_database
from pos.runtime.ids import SystemChance
from pos.runtime.paths import read_data_folder
from pos.runtime.secret_names import DATABASE_KEY
from pos.runtime.secrets import Secrets, open_secrets
from pos.services.journal import NumbersFrozen
from tests.fakes import FakeClock
from tests.power_loss.commits import Commits, Fetch
from tests.power_loss.findings import Harm, Trouble
from tests.power_loss.recorder import Recording
from tests.power_loss.shop import PASSPHRASE, opened_register
from tests.power_loss.small_files import SmallFiles
from tests.registers import usd
from tests.servers import NOW


def database_key(folder: Path) -> str:
    """Return the key of a register's database from its sealed file."""
    key = secrets_of(folder).get(DATABASE_KEY)
    assert key is not None
    return key.decode()


def secrets_of(folder: Path) -> Secrets:
    return open_secrets(read_data_folder(folder), lambda _: PASSPHRASE, SystemChance(), {})


def opened_with(key: str) -> Callable[[Path, Callable[[Fetch], str]], str]:
    """Return what opens a register's database the program's own way and closes it again."""

    def opened(path: Path, use: Callable[[Fetch], str]) -> str:
        try:
            database = open_database(path, key)
            try:
                return use(database.fetch)
            finally:
                database.close()
        except Problem as problem:
            raise Trouble(Harm.UNUSABLE, str(problem)) from problem

    return opened


class RegisterJudge:
    """Judges a till's computer whose register was enrolled before the recording."""

    def __init__(self, folder: str = "register", *, is_frozen: bool = False) -> None:
        self._folder = Path(folder)
        self._is_frozen = is_frozen  # gives no number before it has its own journal back
        self._small_files = SmallFiles(self._folder)
        self._commits: Commits | None = None

    def study(self, recording: Recording) -> None:
        key = database_key(recording.root / self._folder)
        self._commits = Commits(self._folder / "register.db", opened_with(key))
        self._commits.study(recording)
        self._small_files.study(recording)

    def judge(self, root: Path, point: int, *, thoroughly: bool) -> None:
        self._small_files.require(root, point)
        assert self._commits is not None
        self._commits.require(root, point)
        if thoroughly:
            require_sound(root / self._folder, is_frozen=self._is_frozen)


def require_sound(folder: Path, *, is_frozen: bool) -> None:
    """Start the register, prove all it holds, and go on selling, unless it may be frozen.

    :raises Trouble: if one of these fails.
    """
    try:
        register = opened_register(folder, FakeClock(NOW))
    except Problem as problem:
        raise Trouble(Harm.UNUSABLE, str(problem)) from problem
    try:
        verified = register.verification.verify()
        if not verified.is_sound:
            raise Trouble(Harm.CORRUPT, f"verify: {verified.findings[0]}")
        sell_on(register)
    except NumbersFrozen as problem:
        if not is_frozen:
            raise Trouble(Harm.UNUSABLE, str(problem)) from problem
    except Problem as problem:
        raise Trouble(Harm.UNUSABLE, str(problem)) from problem
    finally:
        register.close()


def sell_on(register: Register) -> None:
    """Ring something up, where the till has people and products already.

    :raises Problem: if that is refused.
    """
    people, sessions = register.operators.active(), register.cash_sessions
    if not people or not _has_a_lamp(register):
        return
    mia = register.operators.named("Mia")
    found = [one for one in sessions.resumable() if one.kind is CashSessionKind.NORMAL]
    session = found[0] if found else sessions.open_normal(mia, usd("100.00"))
    if session.state is CashSessionState.COUNTING:
        session = sessions.leave_count(session.id, mia)
    register.checkout.scan(session.id, mia, "LAMP")
    ticket = register.checkout.ticket(session.id)
    if ticket.due:
        register.checkout.tender(session.id, mia, Tender(TenderKind.CARD, ticket.due))
    register.checkout.complete(session.id, mia)
    if not register.verification.verify().is_sound:
        raise Trouble(Harm.CORRUPT, "verify finds something behind the next sale")


def _has_a_lamp(register: Register) -> bool:
    return bool(register.database.fetch("SELECT 1 FROM product WHERE sku = 'LAMP'"))
