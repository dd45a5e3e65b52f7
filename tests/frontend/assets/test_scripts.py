"""The scripts of the front end, in Node; and that Python calls no function of theirs that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.javascript.node import ROOT, node, offered

HERE = Path(__file__).parent


@pytest.mark.parametrize("tests", sorted(HERE.rglob("*.test.mjs")), ids=lambda path: path.relative_to(HERE).as_posix())
def test_in_node(tests: Path) -> None:
    report = node("--test", "--test-reporter=tap", tests)
    counts = dict(re.findall(r"^# (tests|pass|skipped|todo) (\d+)$", report, re.MULTILINE))
    assert int(counts["tests"]) == int(counts["pass"]) > 0, report


def test_what_python_calls_in_the_browser_is_there() -> None:
    calls = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in sorted((ROOT / "frontend").rglob("*.py"))
        for name in re.findall(r"window\.mhoscope\.([\w.]+)", path.read_text())
    }
    assert len(calls) > 20
    assert {call for call in calls if call[1] not in offered()} == set()


def test_a_feature_calls_its_own_functions_and_those_of_the_kit() -> None:
    for path in sorted((ROOT / "frontend").rglob("*.py")):
        house, *folders = path.relative_to(ROOT / "frontend").parts
        own = folders[0] if house == "features" else "kit"
        called = set(re.findall(r"window\.mhoscope\.(\w+)\.", path.read_text()))
        assert called <= {own, "kit"}, path
