"""See it: images, chips and crossbars one by one."""

from frontend.features.see.callbacks import register
from frontend.features.see.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/see", "See it", "eye", layout, register)
