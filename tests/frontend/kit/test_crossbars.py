"""Layers as crossbars."""

from __future__ import annotations

from backend.networks import zoo_cards
from frontend.kit.crossbars import rows_of


def test_crossbars_of_the_zoo_hold_all_its_weights() -> None:
    for network, found in zoo_cards().items():
        cells = 0
        for row in rows_of(found):
            if row.crossbar:
                inputs, outputs = (int(size) for size in row.crossbar.split(" × "))
                cells += 2 * inputs * outputs
        assert cells == found.cells, network


def test_uses_of_crossbars_account_for_all_multiply_accumulates() -> None:
    for network, found in zoo_cards().items():
        macs = 0
        for row in rows_of(found):
            if row.crossbar:
                inputs, outputs = (int(size) for size in row.crossbar.split(" × "))
                macs += inputs * outputs * int(row.mvms.replace(",", ""))
        assert macs == found.macs, network
