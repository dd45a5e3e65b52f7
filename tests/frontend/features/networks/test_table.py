"""The zoo as a table."""

from __future__ import annotations

from typing import Any

import pytest

from backend.networks import zoo_cards
from frontend.features.networks.table import Order, Row, arranged, row_of
from tests.frontend.examples import a_card


def card(name: str, **fields: Any) -> Row:
    return row_of(a_card("digits/mlp-noise0")).model_copy(update={"id": name, **fields})


CARDS = [card("b", time_steps=8), card("a", family="rnn", time_steps=4), card("c", dataset="mnist")]


def names(order: dict[str, Any], dataset: str, family: str) -> str:
    return "".join(found.id for found in arranged(CARDS, Order.model_validate(order), dataset, family))


def test_networks_keep_their_order_until_asked_otherwise() -> None:
    assert names({"field": None, "down": False}, "", "") == "bac"
    assert names({"field": "id", "down": False}, "", "") == "abc"
    assert names({"field": "id", "down": True}, "", "") == "cba"


@pytest.mark.parametrize("down", [False, True])
def test_what_is_unknown_comes_last_either_way(down: bool) -> None:
    assert names({"field": "time_steps", "down": down}, "", "")[-1] == "c"


def test_filters_add_up() -> None:
    assert names({}, "digits", "") == "ba"
    assert names({}, "digits", "rnn") == "a"
    assert names({}, "mnist", "rnn") == ""


def test_the_table_is_sent_without_layers_and_training() -> None:
    found = row_of(next(iter(zoo_cards().values()))).model_dump()
    assert {"id", "clean_accuracy", "cells", "family"} <= set(found)
    assert not {"layers", "training"} & set(found)
