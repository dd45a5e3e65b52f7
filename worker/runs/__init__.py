"""The computation of runs: point by point, one simulated chip (draw) after another.

`point` adds draws to a point until its interval is narrow enough. `advance` does so in slices of time for a run in the store,
`offline` for a whole run without store and queue, `simulate` as a function for notebooks, for which `load` reads networks.
"""
