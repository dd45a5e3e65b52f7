"""Pulses of devices as tables: the laws, the presets, and where their numbers come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from backend.devices import presets
from backend.schemas.device import DevicePreset
from backend.schemas.update_law import UpdateLaw, UpdateModel
from tests.manual.device_tables import micro
from tests.manual.marks import table

COMMA = r",\ "
"""Between the formulas of a law, as LaTeX."""


def steps() -> str:
    """A row for each law that pulses may follow."""
    kinds = get_args(get_args(UpdateLaw)[0])
    return table(["law", "change by one pulse"], [[f"`{kind.model_fields['law'].default}`", f"${kind.form}$"] for kind in kinds])


def pulses() -> str:
    """A row for each preset that says how it moves; then its formula, where its numbers come from, and what is assumed."""
    rows: list[list[object]] = []
    for device, update in _moving():
        noise = _both((update.write_noise, "of the step"), (update.write_noise_of_window, "of the window"))
        spreads = _both(
            (update.spread_step, "step"),
            (update.spread_asymmetry, "up against down"),
            (update.spread_symmetry, "symmetry point"),
            (update.spread_bounds, "ends"),
        )
        rows.append([device.title, f"`{device.id}`", f"`{update.law.law}`", f"{update.states:g}", noise, spreads])
    heads = ["device", "id", "law", "states:", "write noise", "spread between devices"]
    return "\n\n".join([table(heads, rows), *(_source(device, update) for device, update in _moving())])


def _source(device: DevicePreset, update: UpdateModel) -> str:
    law = update.law
    parts = law.formula().split(COMMA)
    # What stands in the table of laws is not said again; every formula may stand on a line of its own on a narrow page.
    own = [part for part in parts if part not in law.form.split(COMMA)] or parts
    formulas = ", ".join(f"${part}$" for part in own)
    return f"**{device.title}**: {formulas}. {micro(update.source)} {micro(update.note)}".rstrip()


def _moving() -> Iterator[tuple[DevicePreset, UpdateModel]]:
    for device in presets():
        if device.update is not None:
            yield device, device.update


def _both(*parts: tuple[float, str]) -> str:
    return ", ".join(f"{100 * share:.3g} % {what}" for share, what in parts if share)
