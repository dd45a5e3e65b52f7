"""Resistive wires of CrossSim: the parameters of its circuit solver, by its sources; it was not run here."""

from __future__ import annotations

from backend.schemas.setting import Setting

FIELDS = ("wire_resistance_ohm", "wire_topology", "source_resistance_ohm", "sense_resistance_ohm", "g_max_us")
"""Fields of the crossbar that can be said there where something resists."""


def wire_trouble(setting: Setting, slices: int) -> str:
    """Return why wires have no counterpart, or nothing; `slices` is the number of bit slices."""
    crossbar = setting.crossbar
    if not crossbar.resists:
        return ""
    if slices:
        return "Its bit slices fail with resistive wires."
    if crossbar.wire_resistance_ohm and crossbar.wire_topology == "interleaved":
        return "An interleaved pair has one segment of its column there, as with interleaved_joint, not two."
    return ""


def wire_lines(setting: Setting, r_min_ohm: float) -> list[str]:
    """Return the lines that set wires; none if nothing resists. `r_min_ohm` is the Rmin of the program's devices."""
    crossbar = setting.crossbar
    if not crossbar.resists:
        return []
    # Only ratios to Rmin count there.
    scale = r_min_ohm * crossbar.g_max_us / 1e6 if crossbar.g_max_us else 1.0
    along, topology = crossbar.wire_resistance_ohm * scale, crossbar.wire_topology
    row, column = (0.0 if topology == other else along for other in ("columns", "rows"))
    source, sense = crossbar.source_resistance_ohm * scale, crossbar.sense_resistance_ohm * scale
    joint = bool(along) and topology == "interleaved_joint"
    return [
        "parasitics = params.xbar.array.parasitics",
        "parasitics.enable = True",
        f"parasitics.Rp_row, parasitics.Rp_col = {row:.6g}, {column:.6g}",
        f"parasitics.Rp_row_terminal, parasitics.Rp_col_terminal = {source:.6g}, {sense:.6g}",
        *(["params.core.balanced.interleaved_posneg = True"] if joint else []),
    ]
