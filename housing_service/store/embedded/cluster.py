"""Make a cluster's directory, and write down who may connect to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

from housing_service.store.embedded.account import Account
from housing_service.store.embedded.binaries import MAJOR_VERSION, Binaries
from housing_service.store.embedded.errors import CannotStart
from housing_service.store.embedded.layout import Layout, private_directory, write_private

# Nothing of the service's environment (its settings, its secrets) is handed to PostgreSQL.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

_UNFINISHED = "postgres.unfinished."
_INITDB_SECONDS_MAX = 300
_INITDB_OPTIONS = (
    "--username=postgres",
    "--auth-local=peer",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
    "--no-instructions",
)


async def ensure_cluster(
    layout: Layout, account: Account, binaries: Binaries, progress: Callable[[str], None]
) -> None:
    """Make the cluster if there is none, and check that these binaries can run it.

    A cluster gets its name only when it is complete, so an interrupted attempt leaves nothing that
    looks like one. Raises CannotStart.
    """
    if not layout.cluster.exists():
        progress("Making a new database...")
        await _initdb(layout, account, binaries)
        return
    try:
        version = (layout.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as error:
        raise CannotStart(
            f"{layout.cluster} is not a PostgreSQL directory that this user may read "
            f"({error.strerror}).",
            "Run as the user who made it, or set HOUSING_DATA_DIR to another directory.",
        ) from error
    if version != str(MAJOR_VERSION):
        raise CannotStart(
            f"{layout.cluster} was made by PostgreSQL {version}; this release runs "
            f"PostgreSQL {MAJOR_VERSION}.",
            "Move the data with pg_dump of the old release, or set HOUSING_DATA_DIR to a new "
            "directory.",
        )


def write_access_rules(cluster: Path, account: Account) -> None:
    """Write pg_hba.conf and pg_ident.conf: the known OS users over the socket, and nobody else.

    The kernel vouches for the OS user behind a socket, so no password exists that could leak.
    """
    rules = "local all postgres,housing_service peer map=housing\n"
    peers = "".join(
        f'housing "{name}" {role}\n'
        for name in account.peers()
        for role in ("postgres", "housing_service")
    )
    write_private(cluster / "pg_hba.conf", rules.encode(), account.uid)
    write_private(cluster / "pg_ident.conf", peers.encode(), account.uid)


async def _initdb(layout: Layout, account: Account, binaries: Binaries) -> None:
    unfinished = _unfinished_directory(layout, account)
    command = account.command(
        binaries.initdb,
        *_INITDB_OPTIONS,
        f"--pgdata={unfinished}",
        reach=(unfinished, binaries.directory),
    )
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), _INITDB_SECONDS_MAX)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if process.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        last = " ".join(said.decode(errors="replace").split("\n")[-6:]).strip()
        raise CannotStart(
            f"No database could be made in {layout.data_dir}: {last}",
            "Check the directory's free space and permissions, then start again.",
        )
    _finish(unfinished, layout)


def _unfinished_directory(layout: Layout, account: Account) -> Path:
    # What an interrupted attempt left is in nobody's way: a new one gets a name of its own.
    for old in layout.data_dir.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(old, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=layout.data_dir))
    return private_directory(path, account)


def _finish(unfinished: Path, layout: Layout) -> None:
    unfinished.rename(layout.cluster)
    descriptor = os.open(layout.data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
