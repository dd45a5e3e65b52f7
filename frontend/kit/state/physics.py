"""The physical options of a view besides the sliders: each a field of the spec, with its key in the address."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.setting import Setting


class Physics(BaseModel):
    """Everything else that can be set about conductances, converters, arrays and images. Shares in percent, as they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    mapping: Literal["differential", "offset"] = "differential"
    pair: Literal["one_sided", "two_sided"] = "one_sided"
    on_off_ratio: float | None = Field(None, gt=1, le=1e9)
    weight_percentile: float = Field(100, ge=50, le=100)
    bias: Literal["digital", "analog"] = "digital"
    rows: int = Field(1024, ge=2, le=65536)
    columns: int = Field(1024, ge=2, le=65536)
    distribution: Literal["gaussian", "uniform"] = "gaussian"
    law: Literal["independent", "proportional", "inverse"] = "independent"
    clip: bool = False
    rtn_share: float = Field(0, ge=0, le=100)
    rtn_amplitude: float = Field(0, ge=0, le=200)
    floor: bool = False
    bandwidth_hz: float = Field(5e6, gt=0, le=1e12)
    temperature_k: float = Field(300, ge=0, le=1000)
    read_voltage_v: float = Field(0.1, gt=0, le=10)
    g_max_us: float | None = Field(None, gt=0, le=1e6)
    cell_bits: int | None = Field(None, ge=1, le=8)
    input_encoding: Literal["parallel", "bit_serial"] = "parallel"
    adc_range: Literal["calibrated", "fixed"] = "calibrated"
    adc_percentile: float = Field(99.9, ge=50, le=100)
    stuck_low: float = Field(0, ge=0, le=100)
    stuck_high: float = Field(0, ge=0, le=100)
    stuck_random: float = Field(0, ge=0, le=100)
    wire_resistance_ohm: float = Field(0, ge=0, le=1000)
    wire_topology: Literal["both", "rows", "columns", "interleaved"] = "both"
    test_clip: bool = True


@dataclass(frozen=True)
class Place:
    """Where an option lives: its key in the address, its field of the spec, and the factor from what is shown to the spec."""

    key: str
    field: str
    scale: float = 1.0


PLACES: dict[str, Place] = {
    "mapping": Place("mp", "crossbar.mapping"),
    "pair": Place("ps", "crossbar.pair"),
    "on_off_ratio": Place("oo", "crossbar.on_off_ratio"),
    "weight_percentile": Place("wp", "crossbar.weight_percentile"),
    "bias": Place("bi", "crossbar.bias"),
    "rows": Place("ro", "crossbar.rows"),
    "columns": Place("co", "crossbar.columns"),
    "distribution": Place("ds", "internal_noise.distribution"),
    "law": Place("lw", "internal_noise.law"),
    "clip": Place("cl", "internal_noise.clip"),
    "rtn_share": Place("ts", "internal_noise.rtn_share", 0.01),
    "rtn_amplitude": Place("ta", "internal_noise.rtn_amplitude", 0.01),
    "floor": Place("nf", "internal_noise.floor"),
    "bandwidth_hz": Place("bw", "internal_noise.bandwidth_hz"),
    "temperature_k": Place("tk", "internal_noise.temperature_k"),
    "read_voltage_v": Place("rv", "internal_noise.read_voltage_v"),
    "g_max_us": Place("gm", "crossbar.g_max_us"),
    "cell_bits": Place("cb", "converters.cell_bits"),
    "input_encoding": Place("ie", "converters.input_encoding"),
    "adc_range": Place("ar", "converters.adc_range"),
    "adc_percentile": Place("ap", "converters.adc_percentile"),
    "stuck_low": Place("sl", "internal_noise.stuck_low", 0.01),
    "stuck_high": Place("sh", "internal_noise.stuck_high", 0.01),
    "stuck_random": Place("sr", "internal_noise.stuck_random", 0.01),
    "wire_resistance_ohm": Place("wr", "crossbar.wire_resistance_ohm"),
    "wire_topology": Place("wt", "crossbar.wire_topology"),
    "test_clip": Place("tc", "test_noise.clip"),
}
KEYS = {place.key: field for field, place in PLACES.items()}
SWITCHES = ("clip", "floor", "test_clip")
TEXTS = ("mapping", "pair", "bias", "distribution", "law", "input_encoding", "adc_range", "wire_topology")
EMPTY = ("on_off_ratio", "g_max_us", "cell_bits")
"""Options that may have no number."""
USUAL = Physics()


@dataclass(frozen=True)
class Now:
    """What decides whether an option has a say: the view, and the keys of what is swept, which counts as set."""

    view: Any
    swept: Collection[str]

    def has(self, field: str) -> bool:
        key = PLACES[field].key if field in PLACES else _SLIDERS[field]
        return bool(getattr(self.view, field)) or key in self.swept


_SLIDERS = {"weight_bits": "wb", "adc_bits": "ab", "dac_bits": "db"}
RULES: tuple[tuple[Callable[[Now], bool], tuple[str, ...], str], ...] = (
    (lambda now: bool(now.view.device), ("distribution", "law", "clip"), "The device's own laws say it."),
    (lambda now: bool(now.view.device), ("on_off_ratio",), "The device has its own window."),
    (lambda now: now.view.mapping == "offset", ("pair",), "An offset mapping has one device a weight, not a pair."),
    (lambda now: not now.has("rtn_share"), ("rtn_amplitude",), "No device has telegraph noise."),
    (lambda now: not now.view.floor, ("bandwidth_hz", "temperature_k", "read_voltage_v"), "The floor is left out."),
    (lambda now: not (now.view.floor or now.has("wire_resistance_ohm")), ("g_max_us",), "Only the floor and wires need it."),
    (lambda now: not now.has("weight_bits"), ("cell_bits",), "Weights have no bits to split."),
    (lambda now: not now.has("dac_bits"), ("input_encoding",), "Inputs have no bits to send one by one."),
    (lambda now: now.view.adc_range == "fixed", ("adc_percentile",), "The range is fixed."),
    (lambda now: not now.has("adc_bits"), ("adc_range", "adc_percentile"), "The ADC is ideal."),
    (lambda now: not now.has("wire_resistance_ohm"), ("wire_topology",), "Wires have no resistance."),
    (
        lambda now: now.view.test_kind == "salt_pepper" or (now.view.test_kind == "none" and "l" not in now.swept),
        ("test_clip",),
        "These images stay within [0, 1].",
    ),
)
"""When which options say nothing, and why."""


def why_not(view: Any, swept: Collection[str]) -> dict[str, str]:
    """Options that say nothing as things are, each with the reason."""
    now = Now(view, swept)
    return {field: reason for holds, fields, reason in RULES if holds(now) for field in fields}


def put(document: dict[str, Any], view: Any, swept: Collection[str]) -> None:
    """Add to a spec what differs from its defaults and has a say."""
    silent = why_not(view, swept)
    for field, place in PLACES.items():
        value = getattr(view, field)
        if value == getattr(USUAL, field) or field in silent:
            continue
        part, name = place.field.split(".")
        document.setdefault(part, {})[name] = round(value * place.scale, 8) if place.scale != 1 else value


def taken(spec: Setting, swept: Collection[str | None]) -> dict[str, Any]:
    """The options of a spec, as fields of a view; what is swept has its default."""
    found: dict[str, Any] = {}
    for field, place in PLACES.items():
        part, name = place.field.split(".")
        value = getattr(getattr(spec, part), name)
        if place.key not in swept and value is not None:
            found[field] = round(value / place.scale, 6) if place.scale != 1 else value
    return found
