"""Ours computed anew, against the stored answers of other simulators."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.peers.agreement import compare
from tests.peers.record import OURS, compared
from tests.peers.stored import TOOLS, Case, all_cases, answers, asked, cases, is_same_question, terms
from worker.analysis.equivalence.terms.compared import FILE

CASES = all_cases()


def test_there_are_enough_answers_and_each_is_to_a_question_of_now() -> None:
    stored = [case for case in CASES if case.id in answers(case.tool)]
    assert len(stored) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.tool}: {case.id}")
def test_ours_is_theirs(case: Case) -> None:
    """Equal to rounding where nothing is random; else within the combined interval of 99.9 %."""
    given = answers(case.tool)[case.id]
    assert is_same_question(given["question"], asked(case)), (
        "the question has changed: ask the tool again (python -m tests.peers.ask)"
    )
    found = compare(case, given)
    if case.differs:
        pytest.xfail(f"{case.differs} ({found.sentence})")
    assert found.agrees, found.sentence
    recorded = json.loads(OURS.read_text(encoding="utf-8"))[case.tool][case.id]["ours"]
    assert recorded == pytest.approx(found.ours, abs=found.half), "run `python -m tests.peers.record` and `make tables`"


def test_a_wrong_sigma_would_be_noticed() -> None:
    case = next(case for case in CASES if case.id == "pair, more")
    given = answers(case.tool)[case.id]
    wrong = Case(**{**case.__dict__, "setting": case.setting.with_value("internal_noise.programming", 0.11)})
    assert compare(case, given).agrees and not compare(wrong, given).agrees
    assert np.isfinite(given["accuracy"])


def test_the_card_says_the_same_of_what_agrees_and_of_nothing_else() -> None:
    """The list that ships is the one that the recorded comparison gives, and so are the manual's numbers."""
    recorded = json.loads(OURS.read_text(encoding="utf-8"))
    assert {tool: set(rows) for tool, rows in recorded.items()} == {tool: {case.id for case in cases(tool)} for tool in TOOLS}
    agrees = {tool: {name: row["agrees"] for name, row in rows.items()} for tool, rows in recorded.items()}
    assert compared(agrees) == json.loads(FILE.read_text(encoding="utf-8"))


def test_what_was_asked_is_the_program_of_the_card() -> None:
    for case in CASES:
        if not case.program:
            assert terms(case).setting == answers(case.tool)[case.id]["question"]["program"]
            assert terms(case).match == "equal", case.id
