"""The circuit that Explore asks energies for."""

from __future__ import annotations

from backend.schemas.energy import EnergyRequest
from frontend.features.explore.cards.energy.circuit import PRICED, SWEPT, circuit
from frontend.features.explore.exporting import energy_request
from frontend.kit.state import View

USUAL = {field.name: field.start for field in PRICED}


def test_what_controls_show_is_a_valid_request() -> None:
    shown = {
        **USUAL,
        "rows": 16,
        "mapping": "offset",
        "weight_bits": 8,
        "cell_bits": 2,
        "dac_bits": 4,
        "input_encoding": "bit_serial",
    }
    asked = EnergyRequest.model_validate({"network": "digits/mlp-noise0", **circuit(shown)})
    assert (asked.crossbar.rows, asked.crossbar.mapping, asked.converters.cell_bits) == (16, "offset", 2)
    assert asked.converters.input_encoding == "bit_serial"


def test_what_has_no_effect_is_left_out_and_an_emptied_number_has_its_default() -> None:
    found = circuit({**USUAL, "rows": "", "weight_bits": "", "cell_bits": 2, "dac_bits": None, "input_encoding": "bit_serial"})
    assert "cell_bits" not in found["converters"] and "input_encoding" not in found["converters"]
    assert found["crossbar"]["rows"] == 1024
    EnergyRequest.model_validate({"network": "digits/mlp-noise0", **found})


def test_a_view_asks_for_its_own_circuit() -> None:
    asked = energy_request(View(rows=64, columns=32), ())
    assert (asked["crossbar"]["rows"], asked["crossbar"]["columns"]) == (64, 32)
    own = energy_request(View(overrides=("dense:digital", "dense_1:ro:16")), ())
    assert own["overrides"] == {"dense": {"digital": True}, "dense_1": {"crossbar": {"rows": 16}}}
    assert EnergyRequest.model_validate({"network": "digits/mlp-noise0", **own})
    assert {"ro", "co", "cb", "ab"} <= SWEPT.keys()
