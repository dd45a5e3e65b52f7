"""A setting in the terms of other simulators: programs that run there, and whether their answers were compared.

`effects` takes a setting apart, `snippet` writes Python; `crosssim`, `aihwkit` and `neurosim` know one tool each. `compared`
knows which kinds of settings were run there and agreed; `in_other_tools` is what others use.
"""

from worker.analysis.equivalence.terms.in_other_tools import in_other_tools

__all__ = ["in_other_tools"]
