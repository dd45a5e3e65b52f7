"""Energy as tables: components, technologies with their sources and assumptions."""

from __future__ import annotations

from backend.schemas.energy import COMPONENT_TITLES
from backend.schemas.technology import Technology
from backend.technologies import technologies as all_technologies
from tests.manual.marks import table


def components() -> str:
    """A row for each component that an estimate can have, along the path of the signal."""
    return table(["component", "what it is"], [[f"`{name}`", title] for name, title in COMPONENT_TITLES.items()])


def technologies() -> str:
    """A row for each technology, and below them what each says of itself."""
    rows: list[list[object]] = [
        [
            one.title,
            f"`{one.id}`",
            f"{one.rows:,} × {one.columns:,}",
            f"{one.dac_bits}, {one.adc_bits}, {one.weight_bits}",
            " and ".join(one.modes),
        ]
        for one in all_technologies()
    ]
    heads = ["technology", "id", "array, rows × columns", "bits of inputs, outputs, weights", "gives"]
    return "\n\n".join([table(heads, rows), *map(_words, all_technologies())])


def _words(one: Technology) -> str:
    assumed = [name for name, constant in one.constants.items() if constant.assumed]
    lines = [f"**{one.title}.** {one.source}.", *(f"- {assumption}." for assumption in one.assumptions)]
    by_words: dict[str, list[str]] = {}
    for field, fixed in one.fixed.items():
        by_words.setdefault(fixed.words, []).append(f"`{field}`")
    lines += [f"- Not followed: {', '.join(fields)}; {words}." for words, fields in by_words.items()]
    if assumed:
        lines.append(f"- Assumed, with a range: {', '.join(f'`{name}`' for name in assumed)}.")
    return "\n".join([lines[0], "", *lines[1:]])
