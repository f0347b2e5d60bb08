"""Data folders of enrolled registers, for tests that run commands in processes of their own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from pos.runtime.ids import SystemChance
from pos.runtime.paths import FolderKind, create_data_folder
from pos.runtime.secret_names import DATABASE_KEY, DEVICE_KEY, ENROLLED
from pos.runtime.secrets import open_secrets
from tests.keys import new_signing_key
from tests.registers import KEY, REGISTER_ID, an_enrolled_register
from tests.sales_files import take_sample_catalogue
from tests.warm_process import run_command

PASSPHRASE = "correct horse"
MIAS_PIN = "246810"
REPOSITORY = Path(__file__).parent.parent


def a_register_folder(root: Path) -> Path:
    """Make the folder of an enrolled register with the sample's catalogue, keys sealed."""
    folder = create_data_folder(root, FolderKind.REGISTER, REGISTER_ID)
    secrets = open_secrets(folder, lambda _: PASSPHRASE, SystemChance(), {})
    register = an_enrolled_register(root)
    take_sample_catalogue(register.database)
    with register.database.begin() as db:
        server_key = new_signing_key().verifying_key.der
        db.exec_driver_sql("UPDATE enrolment SET server_key = ?", (server_key,))
    secrets.set(DATABASE_KEY, KEY.encode())
    secrets.set(DEVICE_KEY, register.journal.identity.key.to_der())
    secrets.set(ENROLLED, str(REGISTER_ID).encode())
    register.database.close()
    return root


def evertill(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, without a terminal."""
    plain = {name: value for name, value in os.environ.items() if "COV_" not in name}
    own = {"EVERTILL_PASSPHRASE": PASSPHRASE, "EVERTILL_PIN": MIAS_PIN, **(environment or {})}
    return run_command(arguments, plain | own, timeout=60)
