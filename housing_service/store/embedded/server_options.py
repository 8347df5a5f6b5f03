"""The settings the embedded server runs with, given on its command line.

The command line outranks every configuration file and ALTER SYSTEM, so what is written here holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_OPTIONS: Mapping[str, str] = {
    # Reached through its socket only.
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # An acknowledged hold survives the loss of power.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Several processes of the service share one machine with the database.
    "max_connections": "100",
    "shared_buffers": "128MB",
    # What was written since the last checkpoint but one is read again after a kill, 100 MB in about
    # a second, and callers wait for it.
    "checkpoint_timeout": "60s",
    "min_wal_size": "80MB",
    "max_wal_size": "256MB",
    "io_method": "worker",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "housing",
    # The log names what happened, never the values of a row or a statement.
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] ",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_checkpoints": "off",
}


def server_options(socket_dir: Path, overrides: Mapping[str, str]) -> list[str]:
    """Return the command line options; `overrides` win, so that tests can spoil a setting."""
    options = {**_OPTIONS, "unix_socket_directories": str(socket_dir), **overrides}
    return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
