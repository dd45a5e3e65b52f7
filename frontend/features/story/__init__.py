"""Story: views in an order, for a talk."""

from frontend.features.story.callbacks import register
from frontend.features.story.page import layout
from frontend.kit import ids
from frontend.kit.feature import Feature

FEATURE = Feature("/story", "Story", "bookmark", layout, register, count_id=ids.STORY_COUNT)
