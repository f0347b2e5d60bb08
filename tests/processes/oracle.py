"""Oracle: what stands on both sides when all has come to rest, and whether it is equal."""

from __future__ import annotations

import json
import subprocess
import sys

from sqlalchemy import func, select

from pos.server import tables
from pos.server.database import Database
from tests.processes.shop import REPOSITORY, Shop
from tests.processes.told import Cents

VERIFIER = REPOSITORY / "auditor" / "verify_archive.py"
_TRIES = 20


class NotAtRest(Exception):
    """Something still waits although everything was healed."""


def come_to_rest(shop: Shop) -> list[str]:
    """Send what waits, with nothing in the way; return why it had to be tried again.

    :raises NotAtRest: if it does not leave.
    """
    failed: list[str] = []
    while len(failed) < _TRIES:
        done = shop.attempt("sync", "run", "--data", shop.till_folder, "--json")
        if done.returncode == 0 and json.loads(done.stdout)["waiting"] == 0:
            return failed
        failed.append(f"{done.stdout.strip()} {done.stderr.strip()}")
    raise NotAtRest("; ".join(failed))


def sales_of(database: Database) -> list[tuple[int, Cents]]:
    """Return receipt number and total of every completed sale that the server holds."""
    held = tables.sale.c
    with database.read() as db:
        query = select(held.receipt_number, held.total).where(held.state == "completed")
        return [(int(number), int(total)) for number, total in db.execute(query)]


def unbalanced(database: Database) -> int:
    """Return how many events' postings do not sum to zero."""
    held = tables.posting.c
    sums = (
        select(held.event_id).group_by(held.event_id).having(func.sum(held.amount) != 0).subquery()
    )
    with database.read() as db:
        return int(db.execute(select(func.count()).select_from(sums)).scalar_one())


def verified(shop: Shop, server_url: str) -> list[str]:
    """Return what `evertill verify` finds on the register and in comparing it with the server."""
    found = shop.told("verify", "--data", shop.till_folder, "--server", server_url)
    problems = [problem["message"] for problem in found["problems"]]
    if not found["ok"] and not problems:
        problems = [json.dumps(found)]
    return problems


def archives_differ(shop: Shop) -> list[str]:
    """Return what the independent verifier finds wrong in the archives of the two sides."""
    archives = [shop.root / f"{side}.archive" for side in ("till", "server")]
    for path, folder in zip(archives, (shop.till_folder, shop.server_folder), strict=True):
        path.unlink(missing_ok=True)
        shop.run("archive", path, "--data", folder)
    done = subprocess.run(
        [sys.executable, str(VERIFIER), *map(str, archives)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else [f"{done.stdout.strip()} {done.stderr.strip()}"]
