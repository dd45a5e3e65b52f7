"""Errors that a simulated chip can raise."""

from __future__ import annotations


class ChipFailure(ArithmeticError):
    """A simulated chip gives no answer: its outputs overflow, for example, or its circuit has no solution.

    `layer` names the layer that fails, `draw` is the number of the chip, `reason` is the rest of the message.
    """

    def __init__(self, layer: str, draw: int, reason: str) -> None:
        super().__init__(layer, draw, reason)  # all, so that it crosses from one process to another whole
        self.layer, self.draw, self.reason = layer, draw, reason

    def __str__(self) -> str:
        return f"{self.layer} of chip {self.draw} fails: {self.reason}"
