"""Energy of inference and of training on the chip, from a network's topology and a technology's published constants.

`workload` counts what one image makes each layer do, `pricing` turns a technology's constants into `unit_costs`, `components`
multiplies both, `estimating` adds the total, its range and its assumptions. `activity` measures real inputs, and `comparison`
compares the `reference_networks`. Energies are in pJ unless a name says otherwise.
"""

from backend.schemas.technology import Technology
from backend.technologies import ModeNotGiven, UnknownTechnology, technologies
from worker.energy.activity import Activity
from worker.energy.estimating import estimate

__all__ = ["Activity", "ModeNotGiven", "Technology", "UnknownTechnology", "estimate", "technologies"]
