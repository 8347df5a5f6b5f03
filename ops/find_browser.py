"""Find a Chromium for the browser tests; install one with the system's package manager if missing.

Prints its path. `HOUSING_CHROMIUM` names one outright.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
INSTALL = (
    ("apt-get", (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "chromium"))),
    ("apk", (("apk", "add", "chromium"),)),
    ("dnf", (("dnf", "install", "-y", "chromium"),)),
    ("pacman", (("pacman", "-Sy", "--noconfirm", "chromium"),)),
    ("zypper", (("zypper", "--non-interactive", "install", "chromium"),)),
)
SECONDS_MAX = 600


def find_browser() -> str | None:
    """The path of a Chromium, or null."""
    named = os.environ.get("HOUSING_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install with the first package manager there is; needs root or sudo without a password."""
    prefix: tuple[str, ...] = () if os.geteuid() == 0 else ("sudo", "-n")
    for manager, commands in INSTALL:
        if shutil.which(manager) is None:
            continue
        print(f"Installing Chromium for the browser tests with {manager}...", flush=True)
        for command in commands:
            subprocess.run(
                [*prefix, *command],
                check=False,
                timeout=SECONDS_MAX,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
        return


def main() -> int:
    path = find_browser()
    if path is None and "HOUSING_CHROMIUM" not in os.environ:
        install()
        path = find_browser()
    if path is None:
        print(
            "The browser tests need Chromium. Install it, or name one with HOUSING_CHROMIUM.",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
