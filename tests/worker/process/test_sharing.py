"""How the cores of a machine are shared out."""

from __future__ import annotations

import os

import pytest

from backend.settings import Settings
from worker.process import sharing


def test_one_process_per_core_that_may_be_used(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 2, 5}, raising=False)
    assert sharing.worker_processes(settings) == 3
    # macOS does not say which cores a process may use.
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert sharing.worker_processes(settings) == 7


@pytest.mark.parametrize("tells", [True, False])
def test_a_number_that_was_asked_for_counts_on_any_system(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    if not tells:
        monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    asked = settings.model_copy(update={"workers": 3})
    assert sharing.worker_processes(asked) == 3
    command = sharing.run_workers(asked).command
    assert command[command.index("--concurrency") + 1] == "3"
