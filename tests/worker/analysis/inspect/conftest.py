"""A inspector on the digits, which are always there."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from worker.analysis.inspect.inspector import Inspector
from worker.simulators import Simulators


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without data sets."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def inspector(nowhere: Path) -> Inspector:
    ticks = count()
    return Inspector(Simulators(data_path=nowhere), data_path=nowhere, clock=lambda: 0.001 * next(ticks))
