"""Options of resolution: of the weights, and of the converters around the crossbar."""

from __future__ import annotations

from backend.options import causes
from backend.options.felt import SLICES, SPLIT, WEIGHT_BITS
from backend.options.option import RESOLUTION, Option, Sweep
from backend.options.rules import needs, needs_choice

FEW_BITS = Sweep(usual=(1, 8), reach=12)
"""The sweep of a number of bits."""
CALIBRATED = "converters.adc_bits must be given and adc_range 'calibrated'"
"""What a sweep of the calibration percentile needs, as errors say it."""
MANUAL = "manual"
"""The ADC range that is given as a number."""
BY_NUMBER = "converters.adc_bits must be given and adc_range 'manual'"
"""What a sweep of the ADC's full scale needs, as errors say it."""

OPTIONS = (
    Option(
        field="converters.weight_bits",
        title="Weight bits",
        meaning="2^bits − 1 levels over the weight range, one of them at zero.",
        key="wb",
        group=RESOLUTION,
        unit="bit",
        leading=True,
        empty="ideal",
        sweep=FEW_BITS,
        caption="{} weight bits",
        priced=True,
        causes=(causes.WEIGHTS,),
        off=None,
    ),
    Option(
        field="converters.adc_bits",
        title="ADC bits",
        meaning="Of the converters behind the columns, one for each tile of rows.",
        key="ab",
        group=RESOLUTION,
        unit="bit",
        leading=True,
        empty="ideal",
        sweep=FEW_BITS,
        caption="{} ADC bits",
        priced=True,
        causes=(causes.ADC,),
        off=None,
    ),
    Option(
        field="converters.adc_levels",
        title="ADC levels",
        meaning="Mid-tread: one at zero, so that no current stays none. Mid-rise: one level more, and zero between two of them.",
        key="al",
        group=RESOLUTION,
        words={"mid_tread": "mid-tread", "mid_rise": "mid-rise"},
        needs=(needs("converters.adc_bits", "The ADC is ideal."),),
        caption={"mid_rise": "ADC levels with none at zero"},
        causes=(causes.ADC,),
        off="mid_tread",
    ),
    Option(
        field="converters.dac_bits",
        title="DAC bits",
        meaning="Of the converters before the rows.",
        key="db",
        group=RESOLUTION,
        unit="bit",
        leading=True,
        empty="ideal",
        sweep=FEW_BITS,
        caption="{} DAC bits",
        priced=True,
        causes=(causes.DAC,),
        off=None,
    ),
    Option(
        field="converters.cell_bits",
        title="Bits per device",
        meaning="The bits of a weight are spread over several devices, whose currents are added digitally.",
        key="cb",
        group=RESOLUTION,
        unit="bit",
        empty="all",
        sweep=FEW_BITS,
        needs=(needs(WEIGHT_BITS, "Weights have no bits to split."), SPLIT, SLICES),
        caption="{} bits per device",
        priced=True,
        causes=(causes.WEIGHTS,),
        off=None,
    ),
    Option(
        field="converters.input_encoding",
        title="Input encoding",
        meaning="One voltage per input, or one pulse for each of its bits: read noise then averages to 0.58 of itself.",
        key="ie",
        group=RESOLUTION,
        words={"parallel": "parallel", "bit_serial": "bit-serial"},
        needs=(needs("converters.dac_bits", "Inputs have no bits to send one by one."),),
        caption="{} inputs",
        priced=True,
        causes=(causes.DAC,),
        off="parallel",
    ),
    Option(
        field="converters.adc_range",
        title="ADC range",
        meaning="What training images need, the most that an array can give, or a number of your own.",
        key="ar",
        group=RESOLUTION,
        words={"calibrated": "calibrated", "fixed": "fixed", "manual": "manual"},
        needs=(needs("converters.adc_bits", "The ADC is ideal."),),
        caption="{} ADC range",
        causes=(causes.ADC,),
        off="calibrated",
    ),
    Option(
        field="converters.adc_full_scale",
        title="ADC full scale",
        meaning="In units of w_max x_max: what one row gives with the layer's largest weight and input.",
        key="af",
        group=RESOLUTION,
        unit="w_max x_max",
        least=0.001,
        sweep=Sweep(
            usual=(0.1, 100), logarithmic=True, assumes=(("converters.adc_range", MANUAL), ("converters.adc_full_scale", 1.0))
        ),
        needs=(
            needs("converters.adc_bits", "The ADC is ideal.", BY_NUMBER),
            needs_choice("converters.adc_range", MANUAL, reason="The ADC range is not manual.", to_sweep=BY_NUMBER),
        ),
        causes=(causes.ADC,),
        off=None,
    ),
    Option(
        field="converters.adc_percentile",
        title="ADC calibration percentile",
        meaning="Share of the outputs on training images that lie inside a calibrated range.",
        key="ap",
        group=RESOLUTION,
        unit="%",
        sweep=Sweep(usual=(90, 100)),
        needs=(
            needs("converters.adc_bits", "The ADC is ideal.", CALIBRATED),
            needs_choice("converters.adc_range", "calibrated", reason="The ADC range is not calibrated.", to_sweep=CALIBRATED),
        ),
        caption="ADC calibrated to {} of outputs",
        causes=(causes.ADC,),
        off=99.9,
    ),
)
