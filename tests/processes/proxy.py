"""A TCP proxy between register and server that treats each connection as its fate says."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.processes.faults import Fate, Fates, Fault

_PIECE = 65_536
_QUIET_SECONDS = 0.1
_TRICKLED_BYTES = 400  # one at a time; what follows goes on at once
_TRICKLE_SECONDS = 0.005
_RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Listens on a free port of this computer until its block ends, in a thread of its own."""

    def __init__(self, server_port: int, fates: Fates) -> None:
        self._server_port = server_port
        self._fates = fates
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name="proxy")
        self._ended = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def heal(self) -> None:
        """Let everything pass from now on; connections that hang are dropped."""
        self._fates.heal()
        self.drop()

    def drop(self) -> None:
        """End every connection there is; the next ones get their fates."""

        async def drop_all() -> None:
            connections = list(self._connections)
            self._drop_all()
            await asyncio.gather(*connections, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(drop_all(), self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listener)
        await self._ended.wait()
        server.close()
        self._drop_all()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _drop_all(self) -> None:
        for connection in self._connections:
            connection.cancel()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(self._fates, reader, writer)
        task = self._loop.create_task(connection.run(self._server_port))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)


class _Cut(Exception):
    """Ends a connection in the middle."""


class _Connection:
    """One connection of the register's, and the one or two that it has to the server."""

    def __init__(
        self, fates: Fates, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._fates = fates
        self._fate: Fate = fates.next()
        self._reader = reader
        self._writers = [writer]
        self._asked = self._answered = 0
        self._counted = False

    async def run(self, port: int) -> None:
        try:
            if self._fate.fault is Fault.HALF_OPEN:
                self._happens()
                await self._drain(self._reader)  # until the register gives up
                return
            await self._join(*await self._reach(port))
        except (OSError, _Cut):
            pass  # a side is gone, or the fate was to be cut
        finally:
            await self._close()

    async def _reach(
        self, port: int
    ) -> tuple[asyncio.StreamReader, list[asyncio.StreamWriter], list[asyncio.StreamReader]]:
        """Connect to the server, twice where all is to arrive twice."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        self._writers.append(writer)
        if self._fate.fault is not Fault.DUPLICATED:
            return reader, [writer], []
        self._happens()
        unheard, second = await asyncio.open_connection("127.0.0.1", port)
        self._writers.append(second)
        return reader, [writer, second], [unheard]

    async def _join(
        self,
        answers: asyncio.StreamReader,
        to_server: list[asyncio.StreamWriter],
        unheard: list[asyncio.StreamReader],
    ) -> None:
        """Pass on both ways until one side ends."""
        ways = [
            asyncio.ensure_future(self._requests(to_server)),
            asyncio.ensure_future(self._answers(answers)),
        ]
        ways += [asyncio.ensure_future(self._drain(one)) for one in unheard]
        try:
            done, _ = await asyncio.wait(ways[:2], return_when=asyncio.FIRST_COMPLETED)
            for way in done:
                way.result()
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _requests(self, writers: list[asyncio.StreamWriter]) -> None:
        while piece := await self._reader.read(_PIECE):
            piece = await self._meddled(
                piece, self._asked, Fault.CUT_REQUEST, Fault.FLIPPED_REQUEST
            )
            for writer in writers:
                writer.write(piece)
                await writer.drain()
            self._asked += len(piece)
            if self._must_end(self._asked, Fault.CUT_REQUEST):
                raise _Cut

    async def _answers(self, reader: asyncio.StreamReader) -> None:
        register = self._writers[0]
        while piece := await self._piece(reader):
            piece = await self._meddled(
                piece, self._answered, Fault.CUT_ANSWER, Fault.FLIPPED_ANSWER
            )
            if self._fate.fault is Fault.BYTE_AT_A_TIME and self._answered < _TRICKLED_BYTES:
                piece = await self._trickled(register, piece)
            register.write(piece)
            await register.drain()
            self._answered += len(piece)
            if self._must_end(self._answered, Fault.CUT_ANSWER):
                raise _Cut
            if self._fate.fault is Fault.STALLED and self._answered > self._fate.after:
                self._happens()
                await asyncio.Event().wait()  # until the register gives up

    async def _piece(self, reader: asyncio.StreamReader) -> bytes:
        """Return what comes next; nothing, too, once this connection has lived and is quiet."""
        if min(self._asked, self._answered) <= self._fate.life:
            return await reader.read(_PIECE)
        try:
            return await asyncio.wait_for(reader.read(_PIECE), _QUIET_SECONDS)
        except TimeoutError:
            return b""

    async def _meddled(self, piece: bytes, passed: int, cut: Fault, flip: Fault) -> bytes:
        """Return what goes on of a piece, behind `passed` bytes of the same way."""
        fate, at = self._fate, self._fate.after - passed
        if fate.fault is Fault.DELAYED:
            self._happens()
            await asyncio.sleep(fate.delay_seconds)
        if fate.fault is flip and 0 <= at < len(piece):
            self._happens()
            return piece[:at] + bytes([piece[at] ^ fate.bit]) + piece[at + 1 :]
        if fate.fault in {cut, Fault.RESET} and 0 <= at < len(piece):
            return piece[:at]
        return piece

    def _must_end(self, passed: int, cut: Fault) -> bool:
        ends = self._fate.fault in {cut, Fault.RESET} and passed >= self._fate.after
        if ends:
            self._happens()
            if self._fate.fault is Fault.RESET:
                for writer in self._writers:
                    writer.get_extra_info("socket").setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, _RESET
                    )
        return ends

    async def _trickled(self, writer: asyncio.StreamWriter, piece: bytes) -> bytes:
        """Send the first bytes one by one; return what is left of the piece."""
        self._happens()
        slow = piece[: _TRICKLED_BYTES - self._answered]
        for byte in slow:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(_TRICKLE_SECONDS)
        self._answered += len(slow)
        return piece[len(slow) :]

    async def _drain(self, reader: asyncio.StreamReader) -> None:
        while await reader.read(_PIECE):
            pass

    def _happens(self) -> None:
        """Count the fault, once a connection."""
        if not self._counted:
            self._counted = True
            self._fates.count(self._fate.fault)

    async def _close(self) -> None:
        if self._fate.fault is Fault.PASSED:
            self._happens()
        for writer in self._writers:
            writer.close()
        for writer in self._writers:
            with suppress(OSError):
                await writer.wait_closed()
