"""What npm is asked for."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parent


def test_the_lock_names_versions_and_hashes_and_no_addresses() -> None:
    text = (HERE / "package-lock.json").read_text()
    assert "://" not in text and "resolved" not in text
    packages = json.loads(text)["packages"]
    wanted = json.loads((HERE / "package.json").read_text())["devDependencies"]
    assert packages.pop("")["devDependencies"] == wanted
    assert set(wanted) <= {name.removeprefix("node_modules/") for name in packages}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
