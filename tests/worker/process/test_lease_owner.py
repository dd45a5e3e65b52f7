"""Whether a leaseholder still lives."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from worker.process import lease_owner


def test_this_process_is_alive() -> None:
    assert not lease_owner.is_dead(lease_owner.this_process())


def test_a_process_that_ended_is_dead() -> None:
    code = "from worker.process.lease_owner import this_process; print(this_process())"
    name = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert lease_owner.is_dead(name)


def test_a_killed_process_that_nobody_waited_for_is_dead() -> None:
    code = "from worker.process.lease_owner import this_process; import time; print(this_process(), flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert not lease_owner.is_dead(name)
        process.kill()
        while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            pass
        assert lease_owner.is_dead(name)


def test_a_pid_that_was_given_out_again_is_not_the_owner() -> None:
    host, pid, started = lease_owner.this_process().rsplit(":", 2)
    assert lease_owner.is_dead(f"{host}:{pid}:{int(started) + 1}")


def test_of_other_machines_nothing_is_known() -> None:
    assert not lease_owner.is_dead("elsewhere:1:1")


@pytest.mark.skipif(not psutil.LINUX, reason="Linux alone counts from boot")
def test_setting_the_clock_kills_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start since the epoch is counted from a boot that moves with the clock."""
    name = lease_owner.this_process()
    boot = psutil.boot_time()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: boot + 3600)
    assert psutil.boot_time() == boot + 3600 and not lease_owner.is_dead(name)


def test_where_the_start_is_not_known_the_pid_alone_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "LINUX", False)
    name = lease_owner.this_process()
    assert name.endswith(":?") and not lease_owner.is_dead(name)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert lease_owner.is_dead(f"{name.split(':')[0]}:{process.pid}:?")
