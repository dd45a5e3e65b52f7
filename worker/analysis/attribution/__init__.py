"""Attribution: the accuracy that a setting costs, split over its causes or over layers so that the parts sum to the whole.

`shapley` is the formula, `switches` switches causes off in the conditions of a chip, `players` makes causes or layers of a
setting, `plan` says how many images and draws there are, and `attributing` simulates and splits.
"""

from worker.analysis.attribution.attributing import Found, attribute
from worker.analysis.attribution.players import Player, Split, split_by_causes, split_by_layers
from worker.analysis.attribution.shapley import shares

__all__ = ["Found", "Player", "Split", "attribute", "shares", "split_by_causes", "split_by_layers"]
