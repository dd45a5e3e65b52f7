"""The form of Train follows the records of data sets and families."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.datasets import SOURCES, record_of, status
from backend.schemas.families import TRAINABLE
from frontend.features.train import ids
from frontend.features.train.form import form, steps_for, wanted
from tests.backend.datasets.made_up import COLOURS, SIGNALS
from tests.frontend.conftest import walk


def fields() -> dict[str, Any]:
    return {part.id: part for part in walk(form(status(Path()))) if getattr(part, "id", None)}


def test_it_offers_every_data_set_and_family_with_the_defaults_of_the_first() -> None:
    found, usual = fields(), record_of("digits").training
    offered = {item["value"]: item["disabled"] for item in found[ids.field("dataset")].data}
    assert offered == {name: name != "digits" for name in SOURCES}, "the others are not here"
    assert [item["value"] for item in found[ids.field("family")].data] == list(TRAINABLE)
    assert (found[ids.field("epochs")].value, found[ids.field("learning_rate")].value) == (usual.epochs, usual.learning_rate)


@pytest.mark.parametrize(
    ("data", "now", "possible", "chosen"),
    [
        (record_of("mnist"), "8", ["2", "4", "7", "8", "14", "16", "28", "49", "56", "98", "112"], "8"),
        (record_of("digits"), "7", ["2", "4", "8", "16", "32", "64"], "4"),
        (COLOURS.record, "49", None, "4"),
        (SIGNALS.record, "4", ["12"], "12"),
    ],
)
def test_time_steps_are_those_that_there_are(data: Any, now: str, possible: list[str] | None, chosen: str) -> None:
    options, value = steps_for(data, now)
    assert value == chosen
    assert possible is None or [option["value"] for option in options] == possible


def test_time_steps_are_sent_for_recurrent_families_alone() -> None:
    values = {"family": "rnn", "time_steps": "4", "hidden": "", "seed": 0}
    assert wanted(values) == {"family": "rnn", "time_steps": 4, "seed": 0}
    assert wanted({**values, "family": "cnn"}) == {"family": "cnn", "seed": 0}
    with pytest.raises(ValueError, match="received 'many'"):
        wanted({**values, "hidden": "many"})
