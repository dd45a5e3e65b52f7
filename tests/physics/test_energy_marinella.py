"""The 14/16 nm ReRAM block: our constants give back the table of components of Marinella 2018."""

from __future__ import annotations

import pytest

from backend.schemas.setting import Converters
from backend.technologies import technology
from worker.energy.circuit import Circuit
from worker.energy.components import Placed, inference_components, training_components
from worker.energy.pricing import PRICES, TIMINGS
from worker.energy.unit_costs import resolution
from worker.energy.workload import LayerWork, Workload

MARINELLA = technology("marinella-2018")
SIDE = 1024
TOLERANCE = 0.12
NJ = 1e3  # pJ


def square(*, back: bool = False) -> Workload:
    layer = LayerWork(
        index=0,
        kind="dense",
        rows=SIDE,
        outputs=SIDE,
        mvms=1,
        input_values=SIDE,
        activations=0,
        stored_values=SIDE,
        back_rows=SIDE if back else 0,
        back_mvms=1 if back else 0,
    )
    return Workload(layers=(layer,), classes=SIDE)


def components(bits: int, *, back: bool = False) -> dict[str, float]:
    size = resolution(MARINELLA, Converters(dac_bits=bits, adc_bits=bits))
    costs = PRICES[MARINELLA.model](MARINELLA.numbers(), size)
    count = training_components if back else inference_components
    placed = [Placed(layer, Circuit(rows=SIDE, columns=SIDE), costs) for layer in square(back=back).layers]
    return count(placed, SIDE, {})


@pytest.mark.parametrize(
    ("bits", "component", "published_nj"),
    [
        (8, "array_read", 0.36),
        (4, "array_read", 0.13),
        (2, "array_read", 0.07),
        (8, "row_drivers", 0.20),
        (4, "row_drivers", 0.10),
        (8, "integrators", 2.81),
        (4, "integrators", 0.15),
        (2, "integrators", 0.15),
        (8, "adc", 9.4),
        (4, "adc", 0.59),
        (2, "adc", 0.15),
        (8, "interconnect", 0.08),
    ],
)
def test_each_component_of_a_read(bits: int, component: str, published_nj: float) -> None:
    assert components(bits)[component] / NJ == pytest.approx(published_nj, rel=TOLERANCE)


@pytest.mark.parametrize(("bits", "published_nj"), [(8, 1.66), (4, 0.31), (2, 0.22)])
def test_array_write(bits: int, published_nj: float) -> None:
    size = resolution(MARINELLA, Converters(dac_bits=bits, adc_bits=bits))
    costs = PRICES[MARINELLA.model](MARINELLA.numbers(), size)
    assert SIDE * SIDE * costs.update_weight_pj / NJ == pytest.approx(published_nj, rel=TOLERANCE)


@pytest.mark.parametrize(("bits", "vmm_nj"), [(8, 12.8)])
def test_whole_vector_matrix_multiplication(bits: int, vmm_nj: float) -> None:
    parts = components(bits)
    core = sum(parts[name] for name in ("array_read", "row_drivers", "integrators", "adc", "interconnect"))
    assert core / NJ == pytest.approx(vmm_nj, rel=0.02)


@pytest.mark.parametrize(("bits", "cycle_nj"), [(8, 28.0), (4, 2.7), (2, 1.3)])
def test_whole_training_cycle(bits: int, cycle_nj: float) -> None:
    """VMM, transposed MVM and outer-product update of one array."""
    parts = components(bits, back=True)
    names = ("array_read", "row_drivers", "integrators", "adc", "interconnect", "transpose_mvm", "outer_product_update")
    assert sum(parts[name] for name in names) / NJ == pytest.approx(cycle_nj, rel=TOLERANCE)


def test_unit_costs_at_8_bit() -> None:
    """0.34 fJ per weight read, 0.20 pJ per row, 11.9 pJ per column output."""
    parts = components(8)
    assert parts["array_read"] / SIDE**2 == pytest.approx(0.34e-3, rel=0.02)
    assert parts["row_drivers"] / SIDE == pytest.approx(0.20, rel=0.06)
    assert (parts["integrators"] + parts["adc"]) / SIDE == pytest.approx(11.9, rel=0.01)


def test_times_at_8_bit() -> None:
    times = TIMINGS[MARINELLA.model](MARINELLA.numbers(), resolution(MARINELLA, Converters()))
    assert times.read_s == pytest.approx(0.384e-6)
    assert times.update_s == pytest.approx(0.512e-6)
