"""Devices: every one by its laws and source, and a way to bring one's own."""

from frontend.features.devices.callbacks import register
from frontend.features.devices.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/devices", "Devices", "device", layout, register, has_pages_below=True)
