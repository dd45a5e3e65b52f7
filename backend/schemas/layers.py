"""The kinds of layers and what they say of themselves, for the front end, which knows the contract alone."""

from __future__ import annotations

from backend.layers import KINDS, Layer, WeightedLayer, shapes

__all__ = ["KINDS", "Layer", "WeightedLayer", "shapes"]
