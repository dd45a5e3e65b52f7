"""A run without the web: real digits, real processes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.datasets import source
from backend.examples import shipped_results
from backend.networks import load_card
from backend.schemas.run import Result
from backend.schemas.spec import Spec
from worker.runs.offline import compute

NETWORK = "digits/mlp-noise0"
SPEC = Spec.model_validate(
    {
        "networks": [NETWORK],
        "sweep": {"x": {"values": [0, 0.05, 0.1]}},
        "sampling": {"half_width": 0.02, "max_draws": 12},
        "seed": 3,
    }
)


def result(spec: Spec, processes: int) -> Result:
    return compute(spec, {network: load_card(network) for network in spec.networks}, data_path=Path(), processes=processes)


def test_the_number_of_processes_changes_no_number() -> None:
    one, two = result(SPEC, 1), result(SPEC, 2)
    assert one == two
    assert one.state == "done" and [point.x for point in one.points] == [0, 0.05, 0.1]
    assert one.clean[NETWORK] == one.points[0].accuracy == load_card(NETWORK).clean_accuracy
    assert one.points[2].accuracy < one.points[0].accuracy
    assert one.energy[NETWORK].total_pj > 0


def test_devices_one_by_one_are_the_same_for_any_number_of_processes() -> None:
    document = {
        "networks": ["digits/rnn-t8-noise0.1"],
        "images": 40,
        "internal_noise": {
            "read": 0.02,
            "law": "proportional",
            "clip": True,
            "rtn_share": 0.1,
            "rtn_amplitude": 0.2,
            "floor": True,
        },
        "converters": {"weight_bits": 7, "cell_bits": 3, "dac_bits": 5, "adc_bits": 8, "input_encoding": "bit_serial"},
        "crossbar": {"rows": 32, "columns": 32, "on_off_ratio": 20, "pair": "two_sided", "bias": "analog"},
        "sweep": {"x": {"parameter": "crossbar.wire_resistance_ohm", "values": [0, 20]}},
        "sampling": {"half_width": 0.2, "max_draws": 5},
    }
    one, two = (result(Spec.model_validate(document), processes) for processes in (1, 2))
    assert one == two and one.state == "done"
    assert one.points[1].accuracy < one.points[0].accuracy


def test_progress_is_told() -> None:
    heard: list[tuple[int, int]] = []
    compute(
        SPEC,
        {NETWORK: load_card(NETWORK)},
        data_path=Path(),
        processes=1,
        on_point=lambda done, total: heard.append((done, total)),
    )
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_point_that_fails_is_named_and_the_others_stay() -> None:
    ageing = {"parameter": "internal_noise.age_s", "values": [0, 60]}
    document = SPEC.model_dump() | {"internal_noise": {"device": "ecram"}, "sweep": {"x": ageing}}
    spec = Spec.model_validate(document)
    found = result(spec, 1)
    assert found.state == "partial" and len(found.points) == 1
    assert found.error and "age_s" in found.error


def test_a_foreign_file_of_a_data_set_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "mnist"
    folder.mkdir()
    for file in source("mnist").files:  # type: ignore[attr-defined]
        (folder / file.name).write_bytes(b"not this one")
    network = "mnist/mlp-noise0"
    spec = Spec.model_validate({"networks": [network], "images": 10, "sweep": {"x": {"values": [0]}}})
    found = compute(spec, {network: load_card(network)}, data_path=tmp_path, processes=1)
    assert found.state == "failed" and found.error is not None
    assert re.fullmatch(rf"{network} at 0: .* is damaged \(its MD5 is not \w+\); delete it and get it anew", found.error)


@pytest.mark.parametrize("shipped", shipped_results(), ids=lambda shipped: shipped.spec_hash[:8])
def test_a_shipped_result_is_what_the_program_computes(shipped: Result) -> None:
    """Two of its places, computed again: the same numbers, bit for bit."""
    values = shipped.spec.sweep.x.values
    few = [values[len(values) // 4], values[-1]]
    spec = Spec.model_validate(
        {**shipped.spec.model_dump(), "sweep": {"x": {**shipped.spec.sweep.x.model_dump(), "values": few}}}
    )
    again = result(spec, 2)
    assert again.points == [point for point in shipped.points if point.x in few]
