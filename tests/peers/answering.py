"""The tool's side: questions from a file, chips made by their programs, answers as JSON.

Of this project it imports only what exported scripts contain, which imports nothing of it.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from worker.exports.parts.network import logits, matrices
from worker.exports.parts.points import in_float32

Seed = Callable[[int], None]
Wrap = Callable[[Any], Callable[[Any], Any]]
"""From what a program returns to a function from inputs (n, m) to outputs (n, p)."""


def answer(name: str, versions: Mapping[str, str], wrap: Wrap, seed: Seed) -> None:
    """Answer the questions in the file that the command line names, with the function `name` of each program."""
    with np.load(sys.argv[1]) as arrays:
        questions = json.loads(str(arrays["questions"]))
        data = {key: arrays[key] for key in arrays.files if key != "questions"}
    answers = {}
    for question in questions:
        began = time.perf_counter()
        try:
            answers[question["id"]] = _answered(question, data, name, wrap, seed) | {"versions": versions}
        except Exception as error:  # noqa: BLE001 - what a tool refuses is an answer, too
            answers[question["id"]] = {"trouble": f"{type(error).__name__}: {error}", "versions": versions}
        print(question["id"], round(time.perf_counter() - began, 1), "s", str(answers[question["id"]])[:200], file=sys.stderr)
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")


def _answered(question: Mapping[str, Any], data: Mapping[str, Any], name: str, wrap: Wrap, seed: Seed) -> dict[str, Any]:
    network, dataset = question["network"], question["dataset"]
    images, labels = data[f"{dataset} images"], data[f"{dataset} labels"]
    arrays = {key.split(" ")[1]: array for key, array in data.items() if key.startswith(f"{network} ")}
    space: dict[str, Any] = {}
    exec(question["program"], space)
    wanted = set(inspect.signature(space[name]).parameters)
    if not question["chips"]:
        found = _logits(question, space[name], wanted, arrays, data["shown"], wrap)
        return {"logits": np.asarray(found, np.float64).round(6).tolist()}
    accuracies = []
    for chip in range(question["chips"]):
        seed(int(np.random.SeedSequence((crc32(question["id"].encode()), chip)).generate_state(1)[0]))
        found = _logits(question, space[name], wanted, arrays, images, wrap)
        accuracies.append(float((np.argmax(found, axis=1) == labels).mean()))
    spread = float(np.std(accuracies, ddof=1))
    return {"accuracy": float(np.mean(accuracies)), "deviation": spread, "chips": len(accuracies), "images": len(images)}


def _logits(
    question: Mapping[str, Any],
    program: Callable[..., Any],
    wanted: set[str],
    arrays: Mapping[str, Any],
    images: Any,
    wrap: Wrap,
) -> Any:
    reads = {}
    for index, matrix in matrices(question["layers"], arrays).items():
        given = {key: value for key, value in question["scales"][str(index)].items() if key in wanted}
        reads[index] = in_float32(wrap(program(matrix.T.copy(), **given)))
    return logits(question["layers"], arrays, images, reads)
