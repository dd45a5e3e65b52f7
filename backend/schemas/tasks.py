"""Names of queues and tasks: what web and worker agree on to find each other."""

RUNS, QUICK = "runs", "quick"
ADVANCE = "mhoscope.advance"
ENERGY = "mhoscope.energy"
MEASURE = "mhoscope.measure"
