"""The other technologies give back their sources' headline figures on full arrays."""

from __future__ import annotations

import pytest

from backend.layers import DenseLayer
from backend.schemas.energy import EnergyEstimate, EnergyMode
from backend.schemas.setting import Converters
from backend.technologies import technology
from worker.energy.estimating import estimate_work
from worker.energy.workload import workload


def matrix(name: str, rows: int, outputs: int, mode: EnergyMode = "inference", **bits: int) -> EnergyEstimate:
    work = workload([DenseLayer(units=outputs)], (1, 1, rows))
    return estimate_work(work, network="x/y", technology=technology(name), mode=mode, converters=Converters(**bits))


def test_sonos_core_is_16_8_fj_per_mac() -> None:
    full = matrix("sonos-2022", 1152, 256)
    assert full.components["array_core"] / full.macs == pytest.approx(16.8e-3, rel=1e-9)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_sonos_full_core_does_not_depend_on_the_assumed_share(share: float) -> None:
    work = workload([DenseLayer(units=256)], (1, 1, 1152))
    full = estimate_work(
        work,
        network="x/y",
        technology=technology("sonos-2022"),
        mode="inference",
        converters=Converters(),
        constants={"column_share": share},
    )
    assert full.components["array_core"] / full.macs == pytest.approx(16.8e-3, rel=1e-9)


def test_sonos_partly_used_core_costs_more_per_mac() -> None:
    assert matrix("sonos-2022", 100, 256).pj_per_mac > 2 * matrix("sonos-2022", 1152, 256).pj_per_mac


def test_isaac_is_3_2_pj_per_16_bit_mac() -> None:
    """The chip: 65.8 W over 20.6 TMAC/s. One array holds 128 x 16 weights of eight 2-bit slices."""
    assert matrix("isaac-2016", 128, 16).pj_per_mac == pytest.approx(3.19, rel=0.02)


def test_isaac_units_alone_are_24_mw() -> None:
    """ADCs, DACs, arrays, shift-and-add of a unit do 10.24 GMAC/s; registers (1.5 mW) are in the buffers."""
    full = matrix("isaac-2016", 128, 16)
    unit = sum(full.components[name] for name in ("array_read", "row_drivers", "integrators", "adc", "digital_accumulation"))
    assert unit / full.macs * 10.24 == pytest.approx(24.1 - 1.5, rel=0.02)


def test_isaac_adc_share_of_the_chip_is_49_percent() -> None:
    full = matrix("isaac-2016", 128, 16)
    assert full.components["adc"] / full.total_pj == pytest.approx(0.49, abs=0.02)


def test_isaac_counts_eight_cells_and_columns_per_weight() -> None:
    account = matrix("isaac-2016", 256, 32).crossbars
    assert account is not None
    assert (account.arrays, account.cells) == (4, 8 * 256 * 32)


def test_isaac_bit_serial_halves_with_half_the_input_bits() -> None:
    whole, half = matrix("isaac-2016", 128, 16, dac_bits=16), matrix("isaac-2016", 128, 16, dac_bits=8)
    for part in ("array_read", "row_drivers", "adc"):
        assert half.components[part] == pytest.approx(whole.components[part] / 2)


def test_ecram_writes_80_fj_per_weight() -> None:
    ecram, reram = (matrix(name, 512, 512, "training") for name in ("ecram-2020", "marinella-2018"))
    apart = ecram.components["outer_product_update"] - reram.components["outer_product_update"]
    assert apart / 512**2 == pytest.approx((80 - 1.58) * 1e-3, rel=0.01)
    assert {name: ecram.components[name] for name in ecram.components if name != "outer_product_update"} == {
        name: reram.components[name] for name in reram.components if name != "outer_product_update"
    }


def test_digital_product_and_cycle() -> None:
    """2,850 nJ per 1024 x 1024 product; 12,010 nJ with transpose and update."""
    product = matrix("digital-2018", 1024, 1024)
    assert (product.components["digital_mac"] + product.components["weight_memory"]) / 1e3 == pytest.approx(2850, rel=0.01)
    update = matrix("digital-2018", 1024, 1024, "training").components["outer_product_update"] / 1e3
    assert update + 2 * 2850 == pytest.approx(12_010, rel=0.01)


def test_analog_is_hundreds_of_times_below_digital() -> None:
    """The source says 430 for a whole cycle of SRAM over analog."""
    work = workload([DenseLayer(units=1024), DenseLayer(units=1024)], (1, 1, 1024))
    digital, analog = (
        estimate_work(work, network="x/y", technology=technology(name), mode="training", converters=Converters()).total_pj
        for name in ("digital-2018", "marinella-2018")
    )
    assert 300 < digital / analog < 500
