"""Resolution of the weights and converters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.schemas.setting.strict import Strict

Bits = Annotated[int, Field(ge=1, le=16)] | None
"""A number of bits; None is ideal."""


class Converters(Strict):
    """Resolution of weights and of the converters around the crossbar; null is ideal."""

    weight_bits: Bits = Field(
        None, description="Resolution of the weights: 2**bits - 1 levels over the full range, one of them at 0."
    )
    adc_bits: Bits = Field(None, description="Resolution of the output converters (ADC).")
    adc_levels: Literal["mid_tread", "mid_rise"] = Field(
        "mid_tread",
        description="Levels of the ADC between minus full scale and full scale: 2**bits - 1, one of them at 0 (mid_tread), or "
        "2**bits, none of them at 0 (mid_rise). One bit is the sign in both. A DAC for signed inputs is always mid_tread.",
    )
    dac_bits: Bits = Field(
        None,
        description="Resolution of the input converters (DAC): 2**bits levels from 0, or 2**bits - 1 levels, one of them at 0, "
        "where inputs have a sign.",
    )
    cell_bits: Annotated[int, Field(ge=1, le=8)] | None = Field(
        None,
        description="Bits that one device stores; the bits of a weight are spread over several devices, whose outputs are "
        "added digitally.",
    )
    input_encoding: Literal["parallel", "bit_serial"] = Field(
        "parallel",
        description="One voltage for each input, or one pulse for each of its dac_bits, read (and converted) one after another.",
    )
    adc_range: Literal["calibrated", "fixed", "manual"] = Field(
        "calibrated",
        description="Full scale of the ADC: from training images (calibrated); the largest output that an array can give "
        "(fixed): all of its rows, used or not, with the largest input and the largest weight; or adc_full_scale (manual).",
    )
    adc_full_scale: float | None = Field(
        None,
        gt=0,
        le=65536,
        description="Full scale of the ADC with adc_range manual, in units of the layer's w_max x_max: the output of one row "
        "with the largest weight and the largest input on training images.",
    )
    adc_percentile: float = Field(
        99.9, ge=50, le=100, description="Percentage of the outputs on training images that a calibrated full scale covers."
    )

    @model_validator(mode="after")
    def _bits_are_there_to_be_split(self) -> Converters:
        if self.cell_bits is not None and self.weight_bits is None:
            raise ValueError("weight_bits must be given, to be split over devices of cell_bits; received None")
        if self.input_encoding == "bit_serial" and (self.dac_bits is None or self.dac_bits < 2):
            raise ValueError(f"dac_bits must be at least 2, to be sent bit by bit; received {self.dac_bits}")
        return self

    @model_validator(mode="after")
    def _a_manual_range_has_a_number(self) -> Converters:
        given = self.adc_full_scale is not None
        if given != (self.adc_range == "manual"):
            allowed = "must be null unless adc_range is 'manual'" if given else "must be given with adc_range 'manual'"
            raise ValueError(f"adc_full_scale {allowed}; received {self.adc_full_scale}")
        return self
