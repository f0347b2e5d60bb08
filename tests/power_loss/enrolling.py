"""The enrolment done again after a power cut, with the same code, at the server as it was then."""

from __future__ import annotations

from pathlib import Path

from pos.runtime.ids import SystemChance
from pos.runtime.paths import read_data_folder
from pos.server.context import server_context
from pos.server.folder import database_of
from pos.server.server_key import open_server_key
from pos.simulation.line import Line
from pos.simulation.server_in_process import ServerInProcess
from tests.fakes import FakeClock
from tests.power_loss.disk import State
from tests.power_loss.operations import Told
from tests.power_loss.recorder import Recording, contents
from tests.power_loss.scratch import lay_out
from tests.power_loss.shop import Shop, TillPc
from tests.servers import NOW


class EnrolAgain:
    """Knows the server from before it saw the register and from after it."""

    def __init__(self, shop: Shop, code: str, till: Recording, before: State) -> None:
        self._code = code
        self._before, self._after = before, contents(shop.server.root)
        self._answered = 1 + till.operations.index(Told("the server has enrolled it"))

    def __call__(self, root: Path, point: int) -> None:
        server = self._after if point >= self._answered else self._before
        folder = lay_out(server, root.with_name("server-pc")) / "server"
        database = database_of(read_data_folder(folder))
        key = open_server_key(read_data_folder(folder), SystemChance(), {})
        clock = FakeClock(NOW)
        context = server_context(database, key, clock=clock, chance=SystemChance())
        process = ServerInProcess(context)
        try:
            TillPc(root, clock, Line(process)).enrol(self._code)
        finally:
            process.close()
            database.close()
