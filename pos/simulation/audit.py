"""The audit: archives of both sides, checked by the verifier that shares no code with us."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pos
from pos.server.archive import write_server_archive
from pos.services.archive import RegisterArchives
from pos.simulation.at_till import AtTill
from pos.simulation.chain import Chain
from pos.simulation.rest import lies_behind
from pos.simulation.told import require

_VERIFIER = Path(pos.__file__).resolve().parents[1] / "auditor" / "verify_archive.py"
_STORE_OF_ARCHIVES = 1  # a server's archive is of its first store


def audit(at: AtTill, chain: Chain) -> int:
    """Have the till's archive compared with the server's; return how many claims were checked.

    Where the program was installed without the verifier, nothing is.
    """
    verifier = _verifier()
    if verifier is None or at.till.shop.number != _STORE_OF_ARCHIVES:
        return 0
    with TemporaryDirectory(dir=chain.root) as scratch:
        mine, theirs = Path(scratch) / "till.jsonl", Path(scratch) / "server.jsonl"
        register = at.till.register
        RegisterArchives(register.database, register.identity).write(mine, lambda *_: None)
        write_server_archive(chain.server_root, theirs, lambda *_: None)
        both = [mine] if lies_behind(at, chain) else [mine, theirs]
        walks, problem = verifier.verify(both, set())
    require(33, problem is None, f"the auditor says of {at.till.name}: {problem}")
    told = at.told.counted_total()
    require(33, walks[0].totals.total == told, f"the auditor adds up {walks[0].totals}, not {told}")
    return 2


@cache
def _verifier() -> Any:
    """Return the verifier's module, None where there is none."""
    if not _VERIFIER.is_file():
        return None
    spec = spec_from_file_location("verify_archive", _VERIFIER)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # its data classes look themselves up there
    spec.loader.exec_module(module)
    return module
