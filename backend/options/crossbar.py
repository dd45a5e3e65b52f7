"""Options of the mapping of weights on arrays, and of the arrays' wires."""

from __future__ import annotations

from backend.options.felt import COLUMNS, DEVICE, RESISTING, ROWS, SENSE, SOURCE, THE_WINDOW, WIRE
from backend.options.noise import OWN
from backend.options.option import MAPPING, READING, WIRES, Option, Sweep
from backend.options.rules import Need, needs, needs_any, needs_choice, needs_none

NONLINEARITY = "crossbar.iv_nonlinearity"
SOLVER = "crossbar.iv_solver"
NO_WIRES = "Neither wires nor sense amplifiers have a resistance."

OPTIONS = (
    Option(
        field="crossbar.mapping",
        title="Weight mapping",
        meaning="Two devices per weight, whose currents are subtracted, or one and a reference column for each array.",
        key="mp",
        group=MAPPING,
        words={"differential": "differential pair", "offset": "offset column"},
        caption="{} mapping",
        priced=True,
    ),
    Option(
        field="crossbar.pair",
        title="Differential pair",
        meaning="One-sided: the idle device is at G_min. Two-sided: both are symmetric about the middle of the window, and err.",
        key="ps",
        group=MAPPING,
        words={"one_sided": "one-sided", "two_sided": "two-sided"},
        needs=(
            needs_choice("crossbar.mapping", "differential", reason="An offset mapping has one device a weight, not a pair."),
        ),
        caption="{} pairs",
    ),
    Option(
        field="crossbar.device_levels",
        title="Conductances of your device",
        meaning="Any in its window, errors interpolated between the levels of its table; or only the table's levels, each device "
        "the one nearest to its target.",
        key="lv",
        group=MAPPING,
        words={"continuous": "any", "table": "its levels"},
        needs=(
            Need(
                fields=(DEVICE,),
                is_met=lambda values: (values.value(DEVICE) or "").startswith(OWN),
                reason="Only a device of your own has a table of levels.",
            ),
        ),
        caption={"continuous": "weights between the device's levels too", "table": "weights on the device's levels only"},
        always=True,
        unlike_sigma="a device's levels",
    ),
    Option(
        field="crossbar.on_off_ratio",
        title="On/off ratio",
        meaning="G_max over G_min.",
        key="oo",
        group=MAPPING,
        empty="G_min = 0",
        least=1.01,
        sweep=Sweep(usual=(2, 1000), logarithmic=True),
        needs=(needs_none("internal_noise.device", "The device has its own window."), THE_WINDOW),
    ),
    Option(
        field="crossbar.weight_percentile",
        title="Weight clipping percentile",
        meaning="Percentile of a layer's |w| that G_max stands for; larger weights are clipped.",
        key="wp",
        group=MAPPING,
        unit="%",
        sweep=Sweep(usual=(90, 100)),
    ),
    Option(
        field="crossbar.scaling",
        title="Weight range",
        meaning="G_max stands for the largest |w| of the whole layer, or of each output, with a digital factor for each.",
        key="sc",
        group=MAPPING,
        words={"array": "one for the layer", "column": "one per output"},
        caption="weight range {}",
        priced=True,
        unlike_sigma="a weight range for each output",
    ),
    Option(
        field="crossbar.bias",
        title="Biases",
        meaning="Added after conversion, without noise, or on one more row of the array.",
        key="bi",
        group=MAPPING,
        words={"digital": "digital", "analog": "on the array"},
        caption="biases {}",
        priced=True,
    ),
    Option(
        field="crossbar.rows",
        title="Rows of an array",
        meaning="Larger layers are split over several arrays, whose sums are added digitally.",
        key="ro",
        group=MAPPING,
        sweep=Sweep(usual=(16, 1024), logarithmic=True),
        needs=(ROWS,),
        caption="arrays of {} rows",
        priced=True,
    ),
    Option(
        field="crossbar.columns",
        title="Columns of an array",
        meaning="Larger layers are split over several arrays: how long wires are, and how many weights share a reference column.",
        key="co",
        group=MAPPING,
        sweep=Sweep(usual=(16, 1024), logarithmic=True),
        needs=(COLUMNS,),
        caption="arrays of {} columns",
        priced=True,
    ),
    Option(
        field="crossbar.g_max_us",
        title="G_max",
        meaning="Largest conductance of a device, for wires and the noise floor.",
        key="gm",
        group=READING,
        unit="µS",
        empty="device's, or 100",
        least=1e-6,
        sweep=Sweep(usual=(1, 1000), logarithmic=True),
        needs=(
            needs_any(
                "internal_noise.floor",
                *RESISTING,
                reason="Only thermal and shot noise and resistances need it.",
                to_sweep="internal_noise.floor or a wire resistance must be there",
            ),
        ),
    ),
    Option(
        field=WIRE,
        title="Wire resistance",
        meaning="Of one segment of wire, from one device to the next.",
        key="wr",
        group=WIRES,
        unit="Ω",
        sweep=Sweep(usual=(0, 10)),
        caption="wire resistance {} per segment",
        unlike_sigma="resistive wires",
    ),
    Option(
        field="crossbar.wire_topology",
        title="Resistive wires",
        meaning="Rows are driven at one end, columns sensed at the far one. Interleaved pairs share a column, with two segments "
        "of it for each pair, or one if both devices are at one place.",
        key="wt",
        group=WIRES,
        words={
            "both": "rows and columns",
            "rows": "rows only",
            "columns": "columns only",
            "interleaved": "interleaved pairs",
            "interleaved_joint": "interleaved pairs at one place",
        },
        needs=(needs_any(WIRE, SENSE, reason=NO_WIRES),),
        caption="resistive wires: {}",
    ),
    Option(
        field=NONLINEARITY,
        title="I-V nonlinearity",
        meaning="k of I = G V_read sinh(k V / V_read) / sinh(k): less than in proportion below the read voltage. With 2, half "
        "the voltage gives 32 % of the current.",
        key="nl",
        group=WIRES,
        sweep=Sweep(usual=(0, 5)),
        needs=(
            Need(
                fields=("converters.input_encoding", SOLVER, *RESISTING),
                is_met=lambda values: (
                    values.value("converters.input_encoding") == "parallel"
                    or (values.value(SOLVER) == "newton" and any(map(values.has, RESISTING)))
                ),
                reason="Pulses of bit-serial inputs have the read voltage, unless resistances take some of it and are solved.",
                to_sweep="converters.input_encoding must be 'parallel', or a resistance be there and crossbar.iv_solver "
                "'newton', to sweep {field}, which has no effect without",
            ),
        ),
        caption="I-V nonlinearity {}",
        unlike_sigma="non-linear devices",
    ),
    Option(
        field=SOLVER,
        title="Non-linear devices among resistances",
        meaning="Approximated by equivalent conductances, or solved for every input vector, which is exact, and slow.",
        key="ns",
        group=WIRES,
        words={"equivalent": "approximated", "newton": "solved"},
        needs=(
            needs(NONLINEARITY, "Devices are linear."),
            needs_any(*RESISTING, reason="Nothing resists on the way to the devices, so that their currents are exact."),
        ),
        caption="non-linear devices {} among resistances",
    ),
    Option(
        field=SOURCE,
        title="Source resistance",
        meaning="Between the driver of each row and its wire.",
        key="so",
        group=WIRES,
        unit="Ω",
        sweep=Sweep(usual=(0, 1000)),
        caption="source resistance {}",
        unlike_sigma="resistive drivers",
    ),
    Option(
        field=SENSE,
        title="Sense resistance",
        meaning="Between the sensed end of each column and its amplifier.",
        key="se",
        group=WIRES,
        unit="Ω",
        sweep=Sweep(usual=(0, 1000)),
        caption="sense resistance {}",
        unlike_sigma="resistive sense amplifiers",
    ),
)
