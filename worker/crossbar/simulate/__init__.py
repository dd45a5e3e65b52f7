"""Simulation of whole networks, chip after chip: test-set noise, calibration, inference, and the results by chip number."""
