"""Names of queues and tasks: what web and worker agree on to find each other."""

RUNS, QUICK, TRAININGS = "runs", "quick", "trainings"
ADVANCE = "mhoscope.advance"
TRAIN = "mhoscope.train"
DESIGN = "mhoscope.design"
ENERGY = "mhoscope.energy"
COMPARISON = "mhoscope.comparison"
MEASURE = "mhoscope.measure"
