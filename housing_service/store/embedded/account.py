"""The operating system account PostgreSQL runs as, and those that may connect to it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from housing_service.store.embedded.errors import CannotStart

SYSTEM_USER = "housing-postgres"
_ADMIN_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs PostgreSQL. `drop` is true when the service is root and must become someone else."""

    name: str
    uid: int
    gid: int
    drop: bool

    def command(self, *words: str | Path, reach: tuple[Path, ...]) -> list[str]:
        """Return the command line that runs `words` as this account.

        `reach` are the paths the program must get to; the launcher keeps the one capability that
        this takes only when the account can't reach them by itself.
        """
        plain = [str(word) for word in words]
        if not self.drop:
            return plain
        launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), str(self.uid), str(self.gid)]
        return [*launcher, *(str(path) for path in reach), "--", *plain]

    def peers(self) -> tuple[str, ...]:
        """Return the OS users who may connect: this account, the service's own user, and root."""
        names = [self.name, _name_of(os.geteuid())]
        if _known(0):
            names.append(_name_of(0))
        return tuple(dict.fromkeys(names))


def choose_account(cluster: Path) -> Account:
    """Return the account that runs the cluster in `cluster` (which need not exist yet).

    Without root it is the caller. Root gives way to the cluster's owner, or to a system user made
    for it. Raises CannotStart when there is no such user and none can be made; nothing is written
    then.
    """
    uid = os.geteuid()
    if uid != 0:
        return Account(_name_of(uid), uid, os.getegid(), drop=False)
    owner = cluster.stat().st_uid if cluster.exists() else 0
    entry = pwd.getpwuid(owner) if owner and _known(owner) else _system_user()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drop=True)


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise CannotStart(
            f"The operating system has no name for user id {uid}, and the embedded PostgreSQL "
            "needs one to tell who connects.",
            "Run as a user listed in /etc/passwd, or set HOUSING_DATABASE_URL to a PostgreSQL "
            "server of version 16 or newer.",
        ) from None


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _create_system_user()
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise _no_user("it was made, but the system does not list it") from None


def _create_system_user() -> None:
    nowhere = ("--shell", "/usr/sbin/nologin")
    if program := shutil.which("useradd", path=_ADMIN_PATH):
        home = ("--no-create-home", "--home-dir", "/nonexistent")
        command = [program, "--system", "--user-group", *home, *nowhere, SYSTEM_USER]
    elif program := shutil.which("adduser", path=_ADMIN_PATH):
        command = [program, "-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER]
    else:
        raise _no_user("neither useradd nor adduser is installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    # Another process may have made the user at the same moment: what counts is that it exists.
    if done.returncode != 0:
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            raise _no_user(done.stderr.strip() or f"{program} failed") from None


def _no_user(why: str) -> CannotStart:
    return CannotStart(
        f"PostgreSQL refuses to run as root, and the system user {SYSTEM_USER} could not be made: "
        f"{why.rstrip('.')}.",
        "Run the service as an ordinary user, create that system user yourself, or set "
        "HOUSING_DATABASE_URL.",
    )
