"""The optional path: a send loop in C over the consoles' descriptors, for a frame at a time.

Only a console whose transport holds no unsent byte is served past its transport, so order is
kept; whatever the kernel did not take is handed to the transport, which also finds out for itself
when the peer has gone. The loop runs on the event loop's thread between two of its turns: no
transport can be closed, and no descriptor given to somebody else, while it runs.
"""

from __future__ import annotations

import ctypes
import logging
import shutil
import subprocess
import tempfile
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from housing_service.live.audience import TAIL_BYTES
from housing_service.live.connection import Connection
from housing_service.live.sending import PureSend, Send

log = logging.getLogger(__name__)
_SOURCE = Path(__file__).with_name("send_loop.c")
_COMPILE_SECONDS_MAX = 60
Backend = Literal["pure", "c"]


def chosen_send(backend: Backend) -> Send:
    """The path asked for. Without a C compiler, or where it fails, the pure one, and a warning
    in the log: consoles are served either way."""
    if backend == "pure":
        return PureSend()
    try:
        return CSend(compiled_loop())
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("no C send loop; the pure path is used", extra={"fault": type(error).__name__})
        return PureSend()


def compiled_loop() -> ctypes.CDLL:
    """The loop, compiled and loaded. Raises OSError when there is no compiler or its result
    can't be loaded, subprocess.SubprocessError when it fails."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise FileNotFoundError("no C compiler")
    with tempfile.TemporaryDirectory(prefix="housing-send-") as directory:
        made = Path(directory) / "send_loop.so"
        subprocess.run(
            [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), str(_SOURCE)],
            check=True,
            capture_output=True,
            timeout=_COMPILE_SECONDS_MAX,
        )
        library = ctypes.CDLL(str(made))
    address = ctypes.c_void_p
    library.housing_send.argtypes = (
        address, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t,
        address,
    )  # fmt: skip
    return library


class CSend:
    """Sends by the compiled loop where that is allowed, else by the transport."""

    # As long a turn as the pure path's: a send costs about half as much here.
    at_once = 100

    def __init__(self, library: ctypes.CDLL) -> None:
        self._loop = library.housing_send
        self._sent = array("l", bytes(self.at_once * array("l").itemsize))
        self._sent_at = self._sent.buffer_info()[0]

    def same(self, frame: bytes, consoles: Sequence[Connection], *, idle: bool) -> None:
        direct, others = _split(consoles, idle)
        for some in self._parts(direct):
            self._send(some, frame, frame, b"", 0)
        for console in others:
            console.transport.write(frame)

    def with_tails(self, frame: bytes, consoles: Sequence[Connection], *, idle: bool) -> None:
        direct, others = _split(consoles, idle)
        for some in self._parts(direct):
            # A buffer of its own, because the loop writes each tail behind the shared bytes.
            room = ctypes.create_string_buffer(frame, len(frame) + TAIL_BYTES)
            tails = b"".join([console.tail for console in some])
            self._send(some, frame, room, tails, TAIL_BYTES)
        for console in others:
            console.transport.write(frame + console.tail)

    def _parts(self, consoles: Sequence[Connection]) -> list[Sequence[Connection]]:
        """In parts that fit the loop's answer."""
        most = self.at_once
        return [consoles[first : first + most] for first in range(0, len(consoles), most)]

    def _send(
        self,
        consoles: Sequence[Connection],
        frame: bytes,
        room: bytes | ctypes.Array[ctypes.c_char],
        tails: bytes,
        own: int,
    ) -> None:
        sockets = array("i", [console.descriptor for console in consoles])
        unfinished = self._loop(
            sockets.buffer_info()[0], len(consoles), room, len(frame), tails, own, self._sent_at
        )
        if not unfinished:
            return
        size = len(frame) + own
        for number, console in enumerate(consoles):
            taken = self._sent[number]
            if taken < size:
                whole = frame + tails[number * own : (number + 1) * own]
                console.transport.write(whole[max(taken, 0) :])


def _split(
    consoles: Sequence[Connection], idle: bool
) -> tuple[Sequence[Connection], Sequence[Connection]]:
    """Those that may be served past their transports, and the others."""
    if idle and all([console.descriptor >= 0 for console in consoles]):
        return consoles, ()
    direct: list[Connection] = []
    others: list[Connection] = []
    for console in consoles:
        past = console.descriptor >= 0 and not console.transport.get_write_buffer_size()
        (direct if past else others).append(console)
    return direct, others
