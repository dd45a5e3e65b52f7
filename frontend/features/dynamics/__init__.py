"""Dynamics: hidden states of recurrent networks over time, with and without noise."""

from frontend.features.dynamics.callbacks import register
from frontend.features.dynamics.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/dynamics", "Dynamics", "dynamics", layout, register)
