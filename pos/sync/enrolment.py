"""Enrolment: a folder, two keys and a one-time code become a register the server knows."""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from pos import __version__
from pos.domain.currency import currency
from pos.domain.problem import Problem
from pos.domain.signature import (
    SEED_BYTES,
    Purpose,
    SigningKey,
    VerifyingKey,
    load_signing_key,
    load_verifying_key,
    signing_key_of,
)
from pos.domain.tax import PriceMode
from pos.models.storage_problems import DatabaseMissing
from pos.runtime.clock import Clock
from pos.runtime.crash_points import CrashPoints
from pos.runtime.ids import Chance, Ids, read_one_time_code
from pos.runtime.lock import lock_folder
from pos.runtime.paths import (
    DataFolder,
    FolderKind,
    create_data_folder,
    is_data_folder,
    open_data_folder,
)
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import AskPassphrase, Secrets, open_secrets
from pos.sync.answers import ServerUnreachable
from pos.sync.new_register import Fill, NewRegister, write_new_register
from pos.sync.open_link import OpenLink
from pos.sync.progress import Progress, no_progress
from pos.sync.replacement import TakeOver
from pos.sync.server_address import server_address
from pos.sync.transport import HttpTransport, Transport
from pos.wire.codec import enrol_request_bytes, enrolment_bytes
from pos.wire.messages import EnrolAnswer, EnrolRequest

logger = logging.getLogger(__name__)

_DATABASE_KEY_BYTES = 32


class AlreadyEnrolled(Problem):
    def __init__(self, root: Path) -> None:
        super().__init__(
            f"The folder {root} is enrolled already. Use it as it is, or name a new folder for "
            "another register."
        )


class EnrolmentNotReached(Problem):
    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"The server at {address} cannot be reached: {reason}. Check the address and that the "
            "server runs, then do this again with the same code."
        )


class EnrolmentAnswerInvalid(Problem):
    def __init__(self, address: str) -> None:
        super().__init__(
            f"The server at {address} sent an enrolment that makes no sense here. Use the same "
            "version of Evertill on both sides; nothing was stored."
        )


class EnrolmentAnswerDamaged(Problem):
    def __init__(self, address: str) -> None:
        super().__init__(
            f"What came back from {address} was damaged on its way, or is the answer to another "
            "device; nothing was stored. Do this again with the same code."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentPorts:
    """What enrolment needs of the computer; tests bring their own."""

    clock: Clock
    ids: Ids
    chance: Chance
    crash_points: CrashPoints
    ask_passphrase: AskPassphrase
    connect: Callable[[str, Clock], Transport] = HttpTransport
    progress: Progress = no_progress  # of a replaced device's journal: entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What came of it; `series` above 1 means that it took over from another device."""

    register_id: UUID
    register_name: str
    store_name: str
    series: int


def enrol(root: Path, *, server: str, code: str, ports: EnrolmentPorts) -> Enrolled:
    """Make the folder at `root` a register of the server that gave the code.

    With a code for a replacement it takes the register over, with all that the server holds of
    it. Interrupted anywhere, it leaves a folder in which the same command with the same code ends
    well, or one that is enrolled: the keys are stored before the server sees them, the server
    gives the same key the same answer, and the database appears whole.

    :raises Problem: in a sentence, if code, address, folder or server do not play their part.
    """
    readable = read_one_time_code(code)
    address = server_address(server)
    folder = _folder(root, ports)
    with lock_folder(folder.root, ports.clock):
        secrets = open_secrets(folder, ports.ask_passphrase, ports.chance)
        _require_not_enrolled(folder, secrets)
        database_key, key = _keys(secrets, ports.chance)
        ports.crash_points.reach("enrol.before_send")
        answer = _ask(address, readable, key, ports)
        ports.crash_points.reach("enrol.after_answer")
        register = NewRegister(
            answer=_checked(answer, key, address),
            server_url=address,
            public_key=key.verifying_key.der,
            enrolled_at=ports.clock.now(),
        )
        _write(folder, database_key, register, _fill(answer, key, ports))
        secrets.set(ENROLLED, str(answer.register_id).encode("ascii"))
        ports.crash_points.reach("enrol.after_commit")
    logger.info("register enrolled: register=%s store=%s", answer.register_id, answer.store.id)
    return Enrolled(
        register_id=answer.register_id,
        register_name=answer.register_name,
        store_name=answer.store.name,
        series=answer.series,
    )


def _fill(answer: EnrolAnswer, key: SigningKey, ports: EnrolmentPorts) -> Fill:
    """Return what a register's database gets at once: the journal of the device it replaces."""
    if answer.series == 1:
        return lambda _: None
    return TakeOver(
        key=key,
        series=answer.series,
        clock=ports.clock,
        ids=ports.ids,
        crash_points=ports.crash_points,
        connect=ports.connect,
        progress=ports.progress,
        history=answer.history,
    ).fill


def _write(folder: DataFolder, database_key: str, register: NewRegister, fill: Fill) -> None:
    try:
        write_new_register(folder.database_path, database_key, register, fill)
    except ServerUnreachable as error:
        raise EnrolmentNotReached(register.server_url, error.reason) from error


def _folder(root: Path, ports: EnrolmentPorts) -> DataFolder:
    if is_data_folder(root):
        return open_data_folder(root, FolderKind.REGISTER)
    return create_data_folder(root, FolderKind.REGISTER, ports.ids.new_id())


def _require_not_enrolled(folder: DataFolder, secrets: Secrets) -> None:
    """Refuse a folder that is or was enrolled.

    :raises AlreadyEnrolled, DatabaseMissing: if it is, or was and has lost its database.
    """
    if folder.database_path.exists():
        if secrets.get(ENROLLED) is None:  # the process died between the two
            secrets.set(ENROLLED, b"yes")
        raise AlreadyEnrolled(folder.root)
    if secrets.get(ENROLLED) is not None:
        raise DatabaseMissing(folder.database_path)


def _keys(secrets: Secrets, chance: Chance) -> tuple[str, SigningKey]:
    """Return the database's key and the device's, made and kept at the first attempt."""
    database_key = secrets.get(DATABASE_KEY)
    if database_key is None:
        database_key = chance.random_bytes(_DATABASE_KEY_BYTES).hex().encode("ascii")
        secrets.set(DATABASE_KEY, database_key)
    device_key = secrets.get(DEVICE_KEY)
    if device_key is None:
        device_key = signing_key_of(chance.random_bytes(SEED_BYTES)).to_der()
        secrets.set(DEVICE_KEY, device_key)
    return database_key.decode("ascii"), load_signing_key(device_key)


def _ask(address: str, code: str, key: SigningKey, ports: EnrolmentPorts) -> EnrolAnswer:
    request = EnrolRequest(
        code=code,
        public_key=b64encode(key.verifying_key.der).decode("ascii"),
        program_version=__version__,
    )
    sig = key.sign(Purpose.ENROLMENT_REQUEST, enrol_request_bytes(request))
    request = msgspec.structs.replace(request, sig=b64encode(sig).decode("ascii"))
    link = OpenLink(ports.connect(address, ports.clock), ports.clock)
    try:
        return link.post("/v1/enrolments", request, EnrolAnswer)
    except ServerUnreachable as error:
        raise EnrolmentNotReached(address, error.reason) from error
    finally:
        link.close()


def _checked(answer: EnrolAnswer, key: SigningKey, address: str) -> EnrolAnswer:
    """Return the answer if a register can live by it, and this device was let in by it.

    :raises EnrolmentAnswerDamaged: if it was damaged, or is the answer to another device.
    :raises EnrolmentAnswerInvalid: if a key, currency, time zone or number in it is none.
    """
    is_signed = bool(answer.sig or answer.device)  # an older server signs nothing
    if is_signed and not _is_for(key.verifying_key, answer):
        raise EnrolmentAnswerDamaged(address)
    store = answer.store
    try:
        load_verifying_key(b64decode(answer.server_key, validate=True))
        currency(store.currency)
        ZoneInfo(store.timezone)
        time.fromisoformat(store.day_cut_off)
        PriceMode(store.price_mode)
    except (Problem, ValueError, OSError, KeyError) as error:  # KeyError: no such time zone
        raise EnrolmentAnswerInvalid(address) from error
    if answer.series < 1:
        raise EnrolmentAnswerInvalid(address)
    return answer


def _is_for(device: VerifyingKey, answer: EnrolAnswer) -> bool:
    try:
        server_key = load_verifying_key(b64decode(answer.server_key, validate=True))
        sig = b64decode(answer.sig, validate=True)
        server_key.verify(Purpose.ENROLMENT, enrolment_bytes(answer), sig)
    except ValueError:
        return False
    return answer.device == device.key_id
