"""Dynamics of recurrent networks: what their hidden states do over time, without noise and on simulated chips.

Each part is a file with a function of its own (`trajectories`, `distances`, ...), which `parts` lists and `answer` asks.
"""
