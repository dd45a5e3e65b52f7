"""From a question about a data set, by its name, to its answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from backend.schemas.dataset_view import SamplesRequest, StatisticsRequest
from worker.analysis.data.samples import samples
from worker.analysis.data.statistics import statistics

QUESTIONS: dict[str, tuple[type[BaseModel], Callable[..., BaseModel]]] = {
    "samples": (SamplesRequest, samples),
    "statistics": (StatisticsRequest, statistics),
}
"""Request and answer of each question, by its name."""


def answer(question: str, document: dict[str, Any], *, data_path: Path) -> BaseModel:
    """Return the answer to a question, whose request is `document`.

    Raises DataSetMissing for a data set that this machine does not have, and ValueError for an invalid request.
    """
    kind, answer_to = QUESTIONS[question]
    return answer_to(kind.model_validate(document), data_path=data_path)
