"""Run a program as another user: `launch.py UID GID PATH... -- PROGRAM ARGUMENT...`.

The paths are what the program must reach. When a directory above one of them is closed to that
user, the program keeps the right to pass through (one Linux capability, for itself and its
children) instead of any directory being opened to everyone. It is run by its file name and needs
nothing but the standard library, so it works wherever Python does.
"""

from __future__ import annotations

import ctypes
import os
import sys

# Numbers of linux/capability.h and linux/prctl.h.
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_FAILED = 125


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def _keep_only(libc: ctypes.CDLL, capability: int) -> None:
    header = _Header(_CAPABILITY_VERSION_3, 0)
    data = (_Data * 2)()
    data[0].effective = data[0].permitted = data[0].inheritable = 1 << capability
    _checked(libc.capset(ctypes.byref(header), ctypes.byref(data)), "capset")
    _checked(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0), "prctl")


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _executable(path: str, uid: int, gid: int) -> bool:
    status = os.stat(path)  # noqa: PTH116
    if status.st_uid == uid:
        return bool(status.st_mode & 0o100)
    return bool(status.st_mode & (0o010 if status.st_gid == gid else 0o001))


def drop(uid: int, gid: int, paths: list[str], program: str) -> None:
    """Become `uid` for good, with the right to pass closed directories only if `paths` need it.

    Raises OSError when that can't be done; the process must end then.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not sys.platform.startswith("linux"):
        _become(uid, gid)
        return
    runnable = _executable(program, uid, gid)
    _checked(libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl")
    _become(uid, gid)
    # access(2) judges by the real user without its capabilities, which is the question here.
    closed = [path for path in (*paths, program) if not os.access(path, os.R_OK | os.X_OK)]
    if not closed:
        return
    # Reading and passing through is enough unless the program itself is closed to others; a
    # container may have kept only the wider capability.
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE)[0 if runnable else 1 :]:
        try:
            _keep_only(libc, capability)
        except OSError:
            continue
        return
    raise PermissionError(
        f"PostgreSQL runs as user id {uid}, which may not reach {closed[0]}. Open the directories"
        " above it to that user (execute permission), choose another HOUSING_DATA_DIR, or run the"
        " service as an ordinary user."
    )


def main(arguments: list[str]) -> int:
    """Replace this process by the program; return only when that failed."""
    split = arguments.index("--")
    uid, gid = int(arguments[0]), int(arguments[1])
    command = arguments[split + 1 :]
    try:
        drop(uid, gid, arguments[2:split], command[0])
        os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"{error}\n")
    return _FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
