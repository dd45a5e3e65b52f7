"""What can go wrong with a simulated chip."""

from __future__ import annotations


class ChipFailure(ArithmeticError):
    """A chip has no answer; the layer where it fails is named."""

    def __init__(self, layer: str, draw: int, reason: str) -> None:
        super().__init__(layer, draw, reason)  # all, so that it crosses from one process to another whole
        self.layer, self.draw, self.reason = layer, draw, reason

    def __str__(self) -> str:
        return f"{self.layer} of chip {self.draw} fails: {self.reason}"
