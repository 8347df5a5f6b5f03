"""Make this checkout importable from its virtual environment, and its command runnable.

An editable install would need a build backend at run time; a path file and a four-line script do
the same from the standard library alone.
"""

from __future__ import annotations

import stat
import sys
import sysconfig
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SCRIPT = """#!{python}
import sys
from housing_service.cli import main
sys.exit(main())
"""


def main() -> None:
    packages = Path(sysconfig.get_paths()["purelib"])
    (packages / "housing_service_checkout.pth").write_text(f"{CHECKOUT}\n", encoding="utf-8")
    script = Path(sys.executable).parent / "housing-service"
    script.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main()
