"""The equivalence of noise: what a setting amounts to in other conventions.

`weights` (errors of the weights that chips hold), `device_errors` (those of a device alone), `preactivations` (the training
noise they are equivalent to), `recommending` (a network trained at about that level), `setting_terms` and `tools` (the same
in the terms of other simulators), `floor` (thermal and shot noise, which no device is below), `convert` (a request to its
answer).
"""
