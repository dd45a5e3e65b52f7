"""What a setting does to weights and outputs, as names: for what a tool can say, and for what was compared with it."""

from __future__ import annotations

from collections.abc import Collection

from backend.options import OPTIONS
from backend.options.rules import FieldValues, values_in
from backend.schemas.fields import FIELDS
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.setting import Setting

PARTS = ("internal_noise", "converters", "crossbar")
"""Parts of a setting that act on arrays; noise on images is the same whatever simulates the arrays."""
CONVENTIONS = frozenset({"internal_noise.reference", "crossbar.g_max_us"})
"""Fields that only say in which unit others are given."""
DEFAULTS = values_in(Setting())
OVERRIDES = "overrides"
"""Settings of single layers, which are no option."""
TUNING = frozenset({"converters.adc_percentile", "converters.adc_full_scale"})
"""Fields that only change numbers which the programs are given."""

AMOUNTS = frozenset(
    {
        *(f"internal_noise.{name}" for name in ("programming", "read", "device")),
        *(f"converters.{name}" for name in ("weight_bits", "adc_bits", "dac_bits")),
    }
)
"""Fields that say how much of something there is; the others only say how."""


def effects(setting: Setting) -> dict[str, object]:
    """Return the fields of a setting that change an ideal chip, with their values, in the order of the options."""
    values = FieldValues(values_in(setting))
    found: dict[str, object] = {}
    for option in OPTIONS:
        if option.field.split(".")[0] not in PARTS or option.field in CONVENTIONS:
            continue
        value = values.value(option.field)
        neutral = value in (None, 0, False, "") if _is_size(option.field) else value == DEFAULTS(option.field)
        if not neutral and option.has_effect(values):
            found[option.field] = value
    if setting.overrides:
        found[OVERRIDES] = sorted(setting.overrides)
    return found


def kind(setting: Setting) -> frozenset[str]:
    """Return what sort of setting this is: its effects with their choices, but without their numbers."""
    return frozenset(
        f"{field} {value}" if isinstance(value, str) else field
        for field, value in effects(setting).items()
        if field not in TUNING
    )


def left_out(setting: Setting, known: Collection[str]) -> list[str]:
    """Return the names of effects that are not among the known fields."""
    unknown = [field for field in effects(setting) if field not in known and field != OVERRIDES]
    return [*dict.fromkeys(map(_name, unknown)), *layers_in_words(setting.overrides)]


def _name(field: str) -> str:
    return FIELDS[field].unlike_sigma or FIELDS[field].in_a_sentence


def _is_size(field: str) -> bool:
    """Return whether 0 or nothing is what leaves a chip as it is, even where the default is another value."""
    return field == "internal_noise.programming"
