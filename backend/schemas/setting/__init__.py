"""A setting: all physical parameters of noise on conductances and images, converters and arrays, a file for each part."""

from backend.schemas.setting.converters import Converters
from backend.schemas.setting.crossbar import MOST_SOLVED, NARROWEST_WINDOW, UNLIKE_IDEAL, Crossbar
from backend.schemas.setting.images import TestNoise
from backend.schemas.setting.internal_noise import InternalNoise
from backend.schemas.setting.strict import Strict
from backend.schemas.setting.whole import Setting

__all__ = [
    "MOST_SOLVED",
    "NARROWEST_WINDOW",
    "UNLIKE_IDEAL",
    "Converters",
    "Crossbar",
    "InternalNoise",
    "Setting",
    "Strict",
    "TestNoise",
]
