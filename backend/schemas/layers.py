"""Kinds of layers, for the front end, which imports the contract only."""

from __future__ import annotations

from backend.layers import KINDS, Layer, WeightedLayer, places_of

__all__ = ["KINDS", "Layer", "WeightedLayer", "places_of"]
