"""Children that are told what to do: they share it, answer in order, and their failures are said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from worker.bench.contender import PEERS, Arrangement, Contender, ContenderFailed, arrangements

SQUARES = f"""
import os, sys
sys.path.insert(0, {str(PEERS)!r})
from lines import serve

def work(draws):
    print("what a library prints is no answer")
    return [draw * draw for draw in draws]

def fail():
    raise ValueError("it cannot be done")

def end():
    print("on fire", file=sys.stderr)
    os._exit(3)

serve({{"work": work, "threads": lambda: os.environ["OPENBLAS_NUM_THREADS"], "fail": fail, "end": end}})
"""


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    file = tmp_path / "squares.py"
    file.write_text(SQUARES)
    return [sys.executable, str(file)]


def test_children_share_the_draws_and_answer_in_their_order(program: list[str]) -> None:
    with Contender("squares", program, Arrangement(3, 1)) as contender:
        assert contender.work(range(10, 17)) == [100, 121, 144, 169, 196, 225, 256]


def test_each_child_has_its_threads(program: list[str]) -> None:
    with Contender("squares", program, Arrangement(2, 4)) as contender:
        assert contender.tell("threads") == ["4", "4"]


def test_what_a_child_cannot_do_is_said(program: list[str]) -> None:
    with Contender("squares", program, Arrangement(1, 1)) as contender:
        with pytest.raises(ContenderFailed, match="squares: ValueError: it cannot be done"):
            contender.tell("fail")
        with pytest.raises(ContenderFailed, match="squares ended with code 3: on fire"):
            contender.tell("end")


def test_a_program_that_does_not_start_is_said(tmp_path: Path) -> None:
    missing = [sys.executable, str(tmp_path / "nothing.py")]
    with Contender("nothing", missing, Arrangement(1, 1)) as contender, pytest.raises(ContenderFailed, match="ended with code 2"):
        contender.tell("work")


def test_two_ways_to_keep_cores_busy() -> None:
    assert [str(way) for way in arrangements(2)] == ["2 x 1", "1 x 2"]
    assert [str(way) for way in arrangements(1)] == ["1 x 1"]


def test_new_chips_are_no_ones_before(program: list[str]) -> None:
    with Contender("squares", program, Arrangement(1, 1)) as contender:
        assert [list(contender.new_chips(count)) for count in (2, 1, 3)] == [[0, 1], [2], [3, 4, 5]]
