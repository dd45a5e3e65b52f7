"""Reproduce: the study's claims, each with its verdict, figures and numbers."""

from frontend.features.reproduce.page import layout, register
from frontend.kit.feature import Feature

FEATURE = Feature("/reproduce", "Reproduce", "check", layout, register)
