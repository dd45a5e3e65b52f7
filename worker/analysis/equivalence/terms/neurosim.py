"""NeuroSim: a setting as its cycle-to-cycle variation, which is equal in size alone."""

from __future__ import annotations

from backend.schemas.setting import Setting
from worker.analysis.equivalence.terms.draft import Draft, number
from worker.analysis.equivalence.terms.sizes import neurosim_c2c

KNOWN = frozenset({f"internal_noise.{name}" for name in ("programming", "device", "age_s", "read")})
NAME = "sigmaCtoC"


def neurosim(setting: Setting, error: float, read: float) -> Draft:
    """Return the variation of one pulse with the size of the error; `error` is measured, as a fraction of max |w|."""
    noise = setting.internal_noise
    sigma = error if noise.device else noise.programming * (2.0 if noise.reference == "range" else 1.0)
    if not sigma:
        note = "Its read noise is proportional to the conductance, I = V G (1 + n); noise that is the same everywhere is missing."
        return Draft("none", note=note)
    return Draft(
        "size",
        f"{NAME} = {number(neurosim_c2c(sigma))}  # MLP+NeuroSim 3.0, one pulse",
        "A fraction of G_max − G_min of one device that holds the whole weight range, and it grows with the root of the "
        "pulses. DNN+NeuroSim 1.3 and 1.4 redraw device variation in every forward pass: nothing there is frozen, so no equal.",
    )
