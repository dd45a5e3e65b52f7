"""Networks: the zoo as a table, and each network by itself."""

from frontend.features.networks.callbacks import register
from frontend.features.networks.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/networks", "Networks", "mlp", layout, register, has_pages_below=True)
