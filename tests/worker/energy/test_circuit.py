"""Arrays, conversions and pulses follow the spec's circuit: counts worked by hand, and which options they depend on."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backend.layers import Conv2DLayer, DenseLayer, FlattenLayer, GRULayer, Layer
from backend.networks import zoo_cards
from backend.options.spec_field import SpecField
from backend.schemas.energy import CrossbarAccount, EnergyEstimate, EnergyRequest
from backend.schemas.fields import FIELDS
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.technologies import technologies, technology
from worker.energy.estimating import estimate_work
from worker.energy.of_spec import estimate_spec
from worker.energy.workload import workload

MLP: tuple[Layer, ...] = (FlattenLayer(), DenseLayer(units=256), DenseLayer(units=128), DenseLayer(units=10, activation="linear"))
WEIGHTS = 784 * 256 + 256 * 128 + 128 * 10
OUTPUTS = 256 + 128 + 10


def of(
    setting: dict[str, Any], name: str = "marinella-2018", layers: tuple[Layer, ...] = MLP, mode: Any = "inference"
) -> EnergyEstimate:
    whole = Setting.model_validate(setting)
    return estimate_work(
        workload(layers, (28, 28, 1)),
        network="x/y",
        technology=technology(name),
        mode=mode,
        converters=whole.converters,
        crossbar=whole.crossbar,
    )


def counted(setting: dict[str, Any], name: str = "marinella-2018") -> CrossbarAccount:
    account = of(setting, name).crossbars
    assert account is not None
    return account


def test_sixteen_rows_are_73_arrays_and_14672_conversions() -> None:
    """49 + 16 + 8 arrays; 49 x 256 + 16 x 128 + 8 x 10 conversions."""
    account = counted({"crossbar": {"rows": 16}})
    assert (account.arrays, account.array_reads, account.column_outputs, account.cells) == (73, 73, 14_672, 2 * WEIGHTS)


DEPTHWISE: tuple[Layer, ...] = (
    Conv2DLayer(filters=8, kernel_size=1, strides=4),
    Conv2DLayer(filters=16, kernel_size=3, groups=8, strides=2, padding="same"),
)
"""8 channels of 7 x 7 pixels, and two filters for each of them at 4 x 4 positions."""


def test_each_group_has_arrays_of_its_own() -> None:
    """Eight of 9 rows and 2 columns, all read at each of 16 positions; beside the one of the first layer, read at 49."""
    account = of({}, layers=DEPTHWISE).crossbars
    assert account is not None
    assert (account.arrays, account.cells, account.mvms) == (1 + 8, 2 * (8 + 9 * 16), 49 + 16)
    assert (account.array_reads, account.column_outputs) == (49 + 8 * 16, 8 * 49 + 16 * 16)
    small = of({"crossbar": {"rows": 5, "columns": 2}}, layers=DEPTHWISE).crossbars
    assert small is not None
    assert (small.arrays, small.column_outputs) == (1 * 4 + 8 * 2, 8 * 49 + 2 * 16 * 16)


def test_rows_of_all_groups_are_driven() -> None:
    """9 rows of each of 8 groups at 16 positions, beside one row at 49; energies are in proportion to counts."""
    both, first = (of({}, layers=layers).components["row_drivers"] for layers in (DEPTHWISE, DEPTHWISE[:1]))
    assert both / first == pytest.approx((49 + 8 * 9 * 16) / 49)
    both, first = (of({}, layers=layers).components["array_read"] for layers in (DEPTHWISE, DEPTHWISE[:1]))
    assert both / first == pytest.approx((49 * 8 + 9 * 16 * 16) / (49 * 8))


@pytest.mark.parametrize(
    "circuit", [{}, {"crossbar": {"mapping": "offset", "columns": 3}}, {"crossbar": {"bias": "analog"}}], ids=str
)
@pytest.mark.parametrize("mode", ["inference", "training"])
def test_groups_cost_what_as_many_layers_of_one_group_cost(circuit: dict[str, Any], mode: Any) -> None:
    """But for the buffer, from which neighbouring patches take the same values."""

    def second(channels: int, groups: int) -> dict[str, float]:
        first = Conv2DLayer(filters=channels, kernel_size=1)
        layer = Conv2DLayer(filters=4 * groups, kernel_size=3, groups=groups)
        whole, alone = (of(circuit, layers=layers, mode=mode).components for layers in ((first, layer), (first,)))
        return {name: energy - alone.get(name, 0) for name, energy in whole.items()}

    grouped, one = second(3, 3), second(1, 1)
    for name in ("array_read", "row_drivers", "integrators", "adc", "outer_product_update", "transpose_mvm"):
        assert grouped.get(name, 0) == pytest.approx(3 * one.get(name, 0)), name


def test_the_default_is_the_arrays_of_the_source() -> None:
    account = counted({})
    assert (account.arrays, account.array_reads, account.column_outputs, account.cells) == (3, 3, OUTPUTS, 2 * WEIGHTS)


def test_columns_divide_outputs_and_drive_rows_again() -> None:
    """Eight columns: 32 + 16 + 2 arrays side by side; conversions stay."""
    account = counted({"crossbar": {"columns": 8}})
    assert (account.arrays, account.column_outputs) == (50, OUTPUTS)
    whole, narrow = (of(setting).components["row_drivers"] for setting in ({}, {"crossbar": {"columns": 8}}))
    assert narrow / whole == pytest.approx((784 * 32 + 256 * 16 + 128 * 2) / (784 + 256 + 128))


def test_an_offset_weight_is_one_cell_beside_a_reference_column_in_each_array() -> None:
    account = counted({"crossbar": {"mapping": "offset", "rows": 128, "columns": 64}})
    # 4, 2 and 1 arrays side by side, each with a reference column over all rows.
    assert account.cells == WEIGHTS + 784 * 4 + 256 * 2 + 128 * 1
    assert account.arrays == 7 * 4 + 2 * 2 + 1 * 1
    assert account.column_outputs == 7 * 256 + 2 * 128 + 10
    pairs, offset = (of({"crossbar": {"mapping": mapping}}).components for mapping in ("differential", "offset"))
    assert offset["array_read"] / pairs["array_read"] == pytest.approx((WEIGHTS + 784 + 256 + 128) / (2 * WEIGHTS))
    assert offset["adc"] == pairs["adc"]


@pytest.mark.parametrize(("cell_bits", "slices"), [(1, 7), (2, 4), (3, 3), (7, 1), (8, 1)])
def test_bits_of_a_weight_are_sliced_as_they_are_simulated(cell_bits: int, slices: int) -> None:
    """Eight bits are a sign and seven bits of magnitude."""
    sliced = {"converters": {"weight_bits": 8, "cell_bits": cell_bits}}
    account = counted(sliced)
    assert (account.arrays, account.column_outputs, account.cells) == (3 * slices, OUTPUTS * slices, 2 * WEIGHTS * slices)
    whole, one = of({}).components, of(sliced).components
    for part in ("array_read", "row_drivers", "integrators", "adc"):
        assert one[part] == pytest.approx(slices * whole[part])


def test_bit_serial_inputs_are_driven_and_converted_once_for_each_pulse() -> None:
    serial = {"converters": {"dac_bits": 6, "input_encoding": "bit_serial"}}
    account = counted(serial)
    assert (account.arrays, account.array_reads, account.column_outputs) == (3, 18, 6 * OUTPUTS)
    parallel, pulses = of({"converters": {"dac_bits": 6}}), of(serial)
    assert pulses.components["adc"] == pytest.approx(6 * parallel.components["adc"])
    # Six pulses of one bit drive a row as often as one value of six bits.
    assert pulses.components["row_drivers"] == pytest.approx(parallel.components["row_drivers"])
    # Pulses of 7 ns in place of one of 31 ns.
    assert pulses.components["integrators"] / parallel.components["integrators"] == pytest.approx(6 * 7 / 31)
    assert pulses.latency_s == pytest.approx(3 * 6 * (7 + 256) * 1e-9)


def test_inputs_with_a_sign_have_one_pulse_fewer() -> None:
    """A GRU reads its state, which has a sign, and so does the layer behind it."""
    gru = (GRULayer(units=16, time_steps=4), DenseLayer(units=10, activation="linear"))
    one, serial = (
        of({"converters": {"dac_bits": 8, "input_encoding": encoding}}, layers=gru).crossbars
        for encoding in ("parallel", "bit_serial")
    )
    assert one is not None and serial is not None
    assert serial.column_outputs == 7 * one.column_outputs


def test_everything_at_once() -> None:
    setting = {
        "converters": {"weight_bits": 8, "cell_bits": 2, "dac_bits": 8, "input_encoding": "bit_serial"},
        "crossbar": {"rows": 128, "columns": 128, "mapping": "offset", "bias": "analog"},
    }
    rows, outputs = (785, 257, 129), (256, 128, 10)
    down, across = [math.ceil(m / 128) for m in rows], [math.ceil(p / 128) for p in outputs]
    account = counted(setting)
    assert account.arrays == 4 * sum(r * c for r, c in zip(down, across, strict=True))
    assert account.array_reads == 8 * account.arrays
    assert account.column_outputs == 8 * 4 * sum(r * p for r, p in zip(down, outputs, strict=True))
    assert account.cells == 4 * sum(m * (p + c) for m, p, c in zip(rows, outputs, across, strict=True))


def test_isaac_keeps_its_own_arrays_cells_and_pulses_and_says_so() -> None:
    """Eight 2-bit slices side by side on 128 columns, sixteen pulses: 7 x 16, 2 x 8 and 1 x 1 arrays."""
    asked = {"crossbar": {"rows": 16, "mapping": "offset"}, "converters": {"weight_bits": 16, "cell_bits": 4}}
    plain, one = of({}, "isaac-2016"), of(asked, "isaac-2016")
    assert one.crossbars == plain.crossbars and one.components == plain.components
    assert one.crossbars is not None
    assert one.crossbars.arrays == 7 * 16 + 2 * 8 + 1 * 1
    assert one.crossbars.array_reads == 16 * one.crossbars.arrays
    assert one.crossbars.column_outputs == 16 * 8 * (7 * 256 + 2 * 128 + 10)
    for words in ("crossbar.rows (16)", "crossbar.mapping (offset)", "converters.cell_bits (4)", "arrays have 128 x 128 cells"):
        assert any(words in text for text in one.assumptions)


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("marinella-2018", "2^bits"),
        ("isaac-2016", "bits x 2^bits"),
        ("sonos-2022", "2^bits"),
        ("digital-2018", "bits of inputs x"),
    ],
)
def test_the_law_of_energy_with_bits_is_printed(name: str, law: str) -> None:
    assert [text for text in of({}, name).assumptions if text.startswith("Energy") and law in text]


def test_a_spec_with_a_swept_circuit_says_at_which_value_its_energy_holds() -> None:
    spec = Spec.model_validate(
        {
            "networks": ["digits/mlp-noise0"],
            "converters": {"adc_bits": 6},
            "sweep": {"x": {"parameter": "crossbar.rows", "values": [16, 64]}},
        }
    )
    found = estimate_spec(zoo_cards()["digits/mlp-noise0"], spec)
    assert found.assumptions[-1] == "What is swept counts as the spec has it outside of the sweep: crossbar.rows (1024)"


WITH: dict[str, Any] = {"converters": {"weight_bits": 8, "dac_bits": 6, "adc_bits": 6}}
"""A setting in which every option of the circuit has something to act on."""
OTHER: dict[str, Any] = {
    "converters.weight_bits": 5,
    "converters.adc_bits": 4,
    "converters.dac_bits": 4,
    "converters.cell_bits": 2,
    "converters.input_encoding": "bit_serial",
    "crossbar.mapping": "offset",
    "crossbar.bias": "analog",
    "crossbar.rows": 16,
    "crossbar.columns": 8,
    "crossbar.scaling": "column",
}
"""Another value for each option that energy depends on."""
NEEDED: dict[str, dict[str, Any]] = {"converters.adc_full_scale": {"converters": {**WITH["converters"], "adc_range": "manual"}}}
"""Settings that a spec with another value of a field cannot do without."""


def another(field: SpecField) -> Any:
    """Another value than the default."""
    if field.choices:
        return next(choice for choice in field.choices if choice not in (field.default, "manual"))
    return not field.default if field.kind == "switch" else field.meant(field.sweep.usual[1] if field.sweep else field.largest)


def changed(field: str, value: Any) -> dict[str, Any]:
    part, name = field.split(".")
    setting = WITH | NEEDED.get(field, {})
    return {**setting, part: {**setting.get(part, {}), name: value}}


@pytest.mark.parametrize("name", [one.id for one in technologies()])
def test_energy_depends_on_priced_options_and_on_no_others(name: str) -> None:
    """An option that does not change the energy is fixed by the technology, which then says so."""
    plain = of(WITH, name)
    circuit = {name: field for name, field in FIELDS.items() if name.startswith(("converters.", "crossbar."))}
    assert {field.field for field in FIELDS.values() if field.priced} == set(OTHER)
    fixed = technology(name).fixed
    for field, value in OTHER.items():
        found = of(changed(field, value), name)
        if field in fixed:
            assert found.components == plain.components
            assert any(field in text and "not followed" in text for text in found.assumptions) == (value != fixed[field].value)
        elif field == "converters.weight_bits" and "converters.cell_bits" not in fixed:
            sliced = {**WITH["converters"], "cell_bits": 2}
            fewer = of({"converters": {**sliced, "weight_bits": value}}, name).total_pj
            assert fewer < of({"converters": sliced}, name).total_pj
            assert found.components == plain.components
            assert any(text.startswith("Weight resolution alone does not change") for text in found.assumptions)
        elif field == "converters.weight_bits" and name == "sonos-2022":
            assert found.components == plain.components
            assert any("with all of its bits" in words.words for words in fixed.values())
        else:
            assert found.total_pj != plain.total_pj, field
    for field in circuit.values():
        if not field.priced:
            assert of(changed(field.field, another(field)), name).components == plain.components, field.field


def test_a_layer_of_its_own_is_counted_on_its_own() -> None:
    """digits/mlp-noise0 is 64-64-32-10; its second layer has two slices, its last one stays digital."""
    spec = Spec.model_validate(
        {
            "networks": ["digits/mlp-noise0"],
            "crossbar": {"rows": 16},
            "overrides": {
                "dense_1": {"crossbar": {"rows": 32}, "converters": {"weight_bits": 5, "cell_bits": 2}},
                "dense_2": {"digital": True},
            },
        }
    )
    card = zoo_cards()["digits/mlp-noise0"]
    found = estimate_spec(card, spec)
    assert found.crossbars is not None
    assert found.crossbars.arrays == 4 + 2 * 2
    assert found.crossbars.column_outputs == 4 * 64 + 2 * 2 * 32
    digital = technology("digital-2018").constants
    assert found.components["digital_mac"] == pytest.approx(32 * 10 * digital["mac_pj"].value)
    for words in (
        "Layer dense_1: Arrays have at most 32 x 1024",
        "Layer dense_1: A weight of 5 bits",
        "Layer dense_2 is digital",
    ):
        assert any(text.startswith(words) for text in found.assumptions), words
    request = EnergyRequest.model_validate(
        {"network": card.id, **spec.model_dump(mode="json", include={"overrides", "crossbar"})}
    )
    assert request.overrides == spec.overrides


def test_a_factor_for_each_output_is_one_product() -> None:
    scaled = of({"crossbar": {"scaling": "column", "rows": 16}})
    assert scaled.components["output_scaling"] == pytest.approx(
        OUTPUTS * technology("marinella-2018").constants["product_pj"].value
    )
    assert any("digital product" in text for text in scaled.assumptions)
