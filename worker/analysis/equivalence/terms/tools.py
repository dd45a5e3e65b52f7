"""Names of other simulators, in the version that was run or whose source was read."""

CROSSSIM, AIHWKIT, NEUROSIM = "CrossSim 3.2", "aihwkit 1.2", "NeuroSim"
