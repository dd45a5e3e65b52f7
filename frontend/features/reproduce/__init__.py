"""Reproduce: the study's claims, each with its verdict, figures and numbers."""

from frontend.features.reproduce.callbacks import register
from frontend.features.reproduce.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/reproduce", "Reproduce", "check", layout, register)
