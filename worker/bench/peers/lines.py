"""The child's side of a conversation in lines of JSON. The standard library alone, for any Python."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any


def serve(functions: Mapping[str, Callable[..., Any]]) -> None:
    """Answer {"call": name, "with": {...}} by {"answer": ...} or {"trouble": one sentence}, until the input ends."""
    answers = sys.stdout
    # What a library prints is no answer.
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            question = json.loads(line)
            try:
                answer = {"answer": functions[question["call"]](**question["with"])}
            except Exception as error:  # noqa: BLE001 - the parent decides what a failure means
                answer = {"trouble": f"{type(error).__name__}: {error}"}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
