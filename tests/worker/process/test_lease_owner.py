"""Whether a leaseholder still lives."""

from __future__ import annotations

import subprocess
import sys

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
        while (
            state := subprocess.run(["ps", "-o", "stat=", str(process.pid)], capture_output=True, text=True).stdout[:1]
        ) != "Z":
            assert state
        assert lease_owner.is_dead(name)


def test_a_pid_that_was_given_out_again_is_not_the_owner() -> None:
    host, pid, started = lease_owner.this_process().rsplit(":", 2)
    assert lease_owner.is_dead(f"{host}:{pid}:{int(started) + 1}")


def test_of_other_machines_nothing_is_known() -> None:
    assert not lease_owner.is_dead("elsewhere:1:1")
