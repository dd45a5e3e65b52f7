"""Prediction of accuracies to first order in the errors of weights and reads, without simulating a chip.

`tables` hold what is computed once for a network, `making` computes them by backward passes for the images of `choosing`;
`laws` and `pixels` say what a setting does to a weight and to a pixel, and `predicting` makes accuracies of both. What has no
place in a linear picture is in `left_out`.
"""

from worker.analysis.margins.answering import InMemory, Kept, predict

__all__ = ["InMemory", "Kept", "predict"]
