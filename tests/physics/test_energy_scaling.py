"""How energy grows with array, converters and time steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.layers import DenseLayer
from backend.schemas.setting import Converters
from backend.technologies import technology
from worker.energy.estimating import estimate_work
from worker.energy.reference_networks import IMAGE, rnn
from worker.energy.workload import workload

sizes = st.integers(1, 1024)


def components(rows: int, outputs: int, **bits: int) -> dict[str, float]:
    work = workload([DenseLayer(units=outputs)], (1, 1, rows))
    return estimate_work(
        work, network="x/y", technology=technology("marinella-2018"), mode="inference", converters=Converters(**bits)
    ).components


@given(rows=sizes, outputs=sizes)
def test_array_grows_as_rows_times_columns(rows: int, outputs: int) -> None:
    assert components(rows, outputs)["array_read"] == pytest.approx(rows * outputs * components(1, 1)["array_read"])


@given(rows=sizes, outputs=sizes)
def test_drivers_grow_with_rows_and_converters_with_columns(rows: int, outputs: int) -> None:
    one, many = components(1, 1), components(rows, outputs)
    assert many["row_drivers"] == pytest.approx(rows * one["row_drivers"])
    assert many["adc"] == pytest.approx(outputs * one["adc"])
    assert many["integrators"] == pytest.approx(outputs * one["integrators"])


@given(bits=st.integers(1, 15))
def test_ramp_adc_doubles_per_bit(bits: int) -> None:
    assert components(64, 64, adc_bits=bits + 1)["adc"] == pytest.approx(2 * components(64, 64, adc_bits=bits)["adc"])


@given(bits=st.integers(4, 15))
def test_integrator_follows_the_length_of_the_pulse(bits: int) -> None:
    longer, shorter = (components(64, 64, dac_bits=n)["integrators"] for n in (bits + 1, bits))
    assert longer / shorter == pytest.approx((2**bits - 1) / (2 ** (bits - 1) - 1))


@given(bits=st.integers(1, 15))
def test_finer_inputs_never_cost_less(bits: int) -> None:
    fine, coarse = components(64, 64, dac_bits=bits + 1), components(64, 64, dac_bits=bits)
    assert all(fine[name] >= coarse[name] for name in coarse)


def test_a_layer_larger_than_the_array_is_tiled() -> None:
    """2 x 3 tiles: each column output is converted once per row of tiles, each row driven once per column of tiles."""
    whole, tiled = components(1024, 1024), components(2048, 3072)
    assert tiled["adc"] == pytest.approx(2 * 3 * whole["adc"])
    assert tiled["row_drivers"] == pytest.approx(2 * 3 * whole["row_drivers"])
    assert tiled["digital_accumulation"] == pytest.approx(2 * 3 * whole["digital_accumulation"])


def test_rnn_energy_is_linear_in_time_steps() -> None:
    def total(steps: int) -> float:
        work = workload(rnn(steps), IMAGE)
        return estimate_work(
            work, network="x/y", technology=technology("marinella-2018"), mode="inference", converters=Converters()
        ).total_pj

    slopes = [(total(2 * steps) - total(steps)) / steps for steps in (7, 14, 28)]
    assert slopes == pytest.approx([slopes[0]] * 3, rel=0.02)
