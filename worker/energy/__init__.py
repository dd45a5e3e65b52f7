"""Energy of inference and of training on the chip, from a network's topology and a technology's published constants.

`workload` counts what one image makes each layer do, `circuit` on which arrays and in how many reads, as the spec or the
technology has it, and `sites` which layers have one of their own; `pricing` turns a technology's constants into `unit_costs`,
`components` multiplies both, `estimating` adds the total and its range, `wording` the assumptions, and `of_spec` takes all of it
from a spec. `activity` measures real inputs, and `comparison` compares the `reference_networks`. Energies are in pJ unless a name
says otherwise.
"""

from backend.schemas.technology import Technology
from backend.technologies import ModeNotGiven, UnknownTechnology, technologies
from worker.energy.activity import Activity
from worker.energy.estimating import estimate
from worker.energy.of_spec import estimate_spec

__all__ = ["Activity", "ModeNotGiven", "Technology", "UnknownTechnology", "estimate", "estimate_spec", "technologies"]
