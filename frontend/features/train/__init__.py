"""Train: have a network trained in Keras, and watch it learn."""

from frontend.features.train.callbacks import register
from frontend.features.train.page import layout
from frontend.kit.feature import Feature

FEATURE = Feature("/networks/train", "Train a network", "plus", layout, register, in_navigation=False)
