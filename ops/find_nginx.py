"""Find an nginx for the test of our example; where Debian's is to be had, fetch it.

It is unpacked into this checkout and not installed: nothing on the machine is changed or started.
Without one the test is skipped and says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UNPACKED = Path(__file__).resolve().parent.parent / "build" / "nginx"
SECONDS_MAX = 120


def find_nginx() -> str | None:
    """The path of an nginx, or null. `HOUSING_TEST_NGINX` names one outright."""
    places = os.pathsep.join(
        (os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", str(UNPACKED / "usr/sbin"))
    )
    return os.environ.get("HOUSING_TEST_NGINX") or shutil.which("nginx", path=places)


def fetch() -> None:
    """Unpack the package of the distribution, if it has one and this machine can reach it."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return
    with tempfile.TemporaryDirectory(prefix="housing-nginx-") as folder:
        command = ["apt-get", "download", "-qq", "nginx"]
        if os.geteuid() == 0:
            # The account for downloads may not write here; the packages' signatures are checked.
            command[1:1] = ["-o", "APT::Sandbox::User=root"]
        subprocess.run(
            command, cwd=folder, check=False, timeout=SECONDS_MAX, stderr=subprocess.DEVNULL
        )
        for package in Path(folder).glob("nginx_*.deb"):
            UNPACKED.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                ["dpkg", "-x", str(package), str(UNPACKED)], check=False, timeout=SECONDS_MAX
            )


def main() -> int:
    if find_nginx() is None:
        try:
            fetch()
        except (OSError, subprocess.SubprocessError) as error:
            print(f"nginx could not be fetched: {error}", file=sys.stderr)
    print(find_nginx() or "No nginx: the test of the example behind it is skipped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
