"""Story: views in an order, for a talk."""

from frontend.features.story.page import layout, register
from frontend.kit import ids
from frontend.kit.feature import Feature

FEATURE = Feature("/story", "Story", "bookmark", layout, register, count_id=ids.STORY_COUNT)
