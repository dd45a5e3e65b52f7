"""What differs between specs, in words."""

from __future__ import annotations

from collections.abc import Sequence

from backend.options.option import RUN
from backend.options.rules import values_in
from backend.schemas.layers_in_words import PER_LAYER, layers_in_words
from backend.schemas.spec import Axis, Spec
from frontend.kit.state.parameters import FIELDS

SWEEP = "Sweep"
SWEPT = "swept"
NO_LAYER = "none"


def differing(specs: Sequence[Spec]) -> list[tuple[str, list[str]]]:
    """Each parameter that is not the same in all specs: its title, and its value in each."""
    flat = [flattened(spec) for spec in specs]
    titles = flat[0] if flat else {}
    rows = [(title, [one[title] for one in flat]) for title in titles]
    return [(title, texts) for title, texts in rows if len(set(texts)) > 1]


def flattened(spec: Spec) -> dict[str, str]:
    """Every option by its title, as text; a swept one says so."""
    value, axes = values_in(spec), spec.sweep.axes
    swept = {axis.parameter for axis in axes}
    found = {SWEEP: " and ".join(_along(axis) for axis in axes)}
    found[PER_LAYER] = "; ".join(layers_in_words(spec.overrides)) or NO_LAYER
    return found | {field.title: SWEPT if field.field in swept else field.text(value(field.field)) for field in FIELDS.values()}


def remarks(spec: Spec, other: Spec) -> list[str]:
    """What is set in a spec otherwise than in another, such as "read noise 2 %"; how exactly it is known is left out.

    The seed is said: it is other chips.
    """
    mine, theirs = flattened(spec), flattened(other)
    own = layers_in_words(spec.overrides) if mine[PER_LAYER] != theirs[PER_LAYER] else []
    return own + [
        f"{field.in_a_sentence} {mine[field.title]}"
        for field in FIELDS.values()
        if (field.group != RUN or field.field == "seed") and mine[field.title] not in (theirs[field.title], SWEPT)
    ]


def _along(axis: Axis) -> str:
    field, values = FIELDS[axis.parameter], axis.values
    span = f"{field.text(min(values))} to {field.text(max(values))}"
    return f"{field.title}, {len(values)} {'value' if len(values) == 1 else 'values'} from {span}"
