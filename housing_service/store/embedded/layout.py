"""The files and directories below the data directory, and who owns them."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from housing_service.store.embedded.account import Account
from housing_service.store.embedded.errors import CannotStart

# The kernel takes 107 bytes; PostgreSQL adds its file's name and a lock file beside it.
_SOCKET_PATH_BYTES_MAX = 100
_SOCKET_NAME = "/.s.PGSQL.5432"
# A path of these needs no quoting in a setting, a URL or a shell.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where the database is: one URL for migrations, one for the service's own role."""

    owner_url: str
    service_url: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of everything the supervisor keeps below one data directory."""

    data_dir: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own directory."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        """What PostgreSQL says; the file before it ends in `.1`."""
        return self.data_dir / "postgres.log"

    @property
    def lock(self) -> Path:
        """Held (flock) by the one process that runs PostgreSQL here."""
        return self.data_dir / "supervisor.lock"

    @property
    def record(self) -> Path:
        """Who holds the lock, and where the database answers."""
        return self.data_dir / "supervisor.json"

    @property
    def socket_note(self) -> Path:
        """Remembers the socket directory when the path below the data directory is too long."""
        return self.data_dir / "socket_directory"


def address_at(socket_dir: Path) -> DatabaseAddress:
    """Return the URLs of the database `housing` behind the socket in `socket_dir`."""
    where = f"/housing?host={quote(str(socket_dir), safe='')}"
    return DatabaseAddress(
        f"postgresql://postgres@{where}", f"postgresql://housing_service@{where}"
    )


def prepare_data_dir(data_dir: Path) -> Layout:
    """Return the layout of `data_dir`, which exists afterwards.

    A directory made here is closed to other users, but for root's, which PostgreSQL's user must be
    able to pass. An existing one keeps its permissions. Raises CannotStart.
    """
    directory = data_dir.absolute()
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    except OSError as error:
        raise _not_writable(directory, error) from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise _not_writable(directory, None)
    return Layout(directory.resolve())


def private_directory(path: Path, account: Account) -> Path:
    """Make `path` a directory that only `account` may enter; raises CannotStart."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        _give(path, account)
    except OSError as error:
        raise _not_writable(path, error) from error
    return path


def socket_directory(layout: Layout, account: Account) -> Path:
    """Return the directory of the server's socket, made if need be and closed to other users.

    It lies below the data directory while the path is short enough for a socket, else in the
    system's directory for temporary files, remembered from start to start. Raises CannotStart.
    """
    near = layout.data_dir / "run"
    if _fits(near):
        return private_directory(near, account)
    if (remembered := _remembered(layout, account)) is not None:
        return remembered
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  (mkdtemp makes it private)
        if not _fits(Path(parent) / "housing-xxxxxxxx"):
            continue
        path = Path(tempfile.mkdtemp(prefix="housing-", dir=parent)).resolve()
        _give(path, account)
        write_private(layout.socket_note, f"{path}\n".encode(), layout.data_dir.stat().st_uid)
        return path
    raise CannotStart(
        f"No directory for the database's socket has a path short enough ({layout.data_dir}).",
        "Set HOUSING_DATA_DIR or TMPDIR to a directory with a shorter path.",
    )


def write_private(path: Path, content: bytes, owner_uid: int) -> None:
    """Replace `path` by a file of mode 0600 that `owner_uid` owns, whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if os.geteuid() == 0:
                os.fchown(file.fileno(), owner_uid, -1)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fits(directory: Path) -> bool:
    text = f"{directory}{_SOCKET_NAME}"
    return len(os.fsencode(text)) < _SOCKET_PATH_BYTES_MAX and bool(_PLAIN_PATH.fullmatch(text))


def _remembered(layout: Layout, account: Account) -> Path | None:
    # Anyone may write where temporary files lie: a directory is used again only if it is still the
    # private one that was made for this account.
    try:
        path = Path(layout.socket_note.read_text(encoding="utf-8").strip())
        status = path.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700
    return path if private and status.st_uid == account.uid and _fits(path) else None


def _give(path: Path, account: Account) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if account.drop and os.fstat(descriptor).st_uid != account.uid:
            os.fchown(descriptor, account.uid, account.gid)
        os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)


def _not_writable(path: Path, error: OSError | None) -> CannotStart:
    why = f": {error.strerror}" if error is not None and error.strerror else ""
    return CannotStart(
        f"The directory {path} can't be used for the database{why}.",
        "Set HOUSING_DATA_DIR to a directory that this user owns.",
    )
