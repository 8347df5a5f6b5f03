"""The bare send loop: compiled C where a compiler is found, else libc's `send` called in turn."""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import subprocess
import tempfile
from pathlib import Path

_SOURCE = Path(__file__).with_name("send_loop.c")
_COMPILE_SECONDS_MAX = 60
_MSG_NOSIGNAL_DONTWAIT = 0x4000 | 0x40


class SendLoop:
    """Sends the same bytes to many sockets. `name` says how."""

    def __init__(self) -> None:
        compiled = _compiled()
        self.name = "compiled C" if compiled else "libc send() called from Python"
        self._compiled = compiled
        self._libc = ctypes.CDLL(None, use_errno=True)

    def send(self, sockets: list[int], data: bytes) -> None:
        """Return once the kernel has taken all of it for every socket. Raises OSError."""
        if self._compiled is not None:
            numbers = (ctypes.c_int * len(sockets))(*sockets)
            error = self._compiled.send_to_all(numbers, len(sockets), data, len(data))
            if error:
                raise OSError(error, os.strerror(error))
            return
        for number in sockets:
            self._send_one(number, data)

    def _send_one(self, number: int, data: bytes) -> None:
        while data:
            sent = self._libc.send(number, data, len(data), _MSG_NOSIGNAL_DONTWAIT)
            if sent >= 0:
                data = data[sent:]
            elif ctypes.get_errno() == 11:
                select.select([], [number], [], 1)
            else:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _compiled() -> ctypes.CDLL | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory(prefix="housing-bench-") as directory:
        made = Path(directory) / "send_loop.so"
        done = subprocess.run(
            [compiler, "-O2", "-shared", "-fPIC", "-o", str(made), str(_SOURCE)],
            check=False,
            capture_output=True,
            timeout=_COMPILE_SECONDS_MAX,
        )
        if done.returncode != 0:
            return None
        library = ctypes.CDLL(str(made))
    library.send_to_all.argtypes = (
        ctypes.POINTER(ctypes.c_int), ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t,
    )  # fmt: skip
    return library
