"""Options among themselves, from what the controls show."""

from __future__ import annotations

import pytest

from frontend.features.explore.advanced import NEEDY
from frontend.features.explore.idle import DECIDING, standing
from frontend.kit.state import View
from frontend.kit.state.parameters import FIELDS, PARAMETERS

BUSY = View(weight_bits=8, adc_bits=6, dac_bits=6, rtn_share=5, wire_resistance_ohm=1, iv_nonlinearity=2)
NUMBERS = [name for name, field in DECIDING.items() if field.kind == "number"]


@pytest.mark.parametrize("emptied", NUMBERS)
@pytest.mark.parametrize("view", [View(), BUSY], ids=["usual", "busy"])
def test_an_emptied_number_counts_as_its_default(view: View, emptied: str) -> None:
    shown = {name: "" if getattr(view, name) is None else getattr(view, name) for name in DECIDING}
    defaults = {field.name: field.default for field in FIELDS.values()}
    for swept in ([], [PARAMETERS["p"].field]):
        page = standing(shown | {emptied: ""}, swept)
        meant = standing(
            {name: defaults[name] if name == emptied or value == "" else value for name, value in shown.items()}, swept
        )
        assert [field.why_not(page) for field in NEEDY] == [field.why_not(meant) for field in NEEDY]
