"""The graph of a network as a drawing: boxes in the order of flow, branches side by side, lines between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from backend.schemas.network_graph import LayerInGraph

INPUT = -1
WIDTH = 232
"""Of a box, in pixels, as are all lengths."""
TALL, FLAT = 54, 30
"""Heights of a layer on crossbars, and of a digital one."""
MOST_LETTERS = 30
"""That a box has room for in its first line."""
LANE_GAP = 18
TRUNK = 8
"""Width of a lane in which only lines run."""
GAP, TRACK = 18, 6
"""Between two levels, and for each line that runs across there beside the first."""
MARGIN = 8


@dataclass(frozen=True)
class Box:
    """One layer; `kind` is input, crossbar, digital or output."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str
    size: str
    below: str
    tip: str


@dataclass(frozen=True)
class Drawing:
    """Boxes, lines from the bottom of a box to the tops of others (as paths of SVG), and the size of the paper."""

    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    width: float
    height: float

    def to_json(self) -> dict[str, Any]:
        """The drawing as the page's script reads it."""
        return asdict(self)


def drawing_of(layers: Sequence[LayerInGraph], input_shape: Sequence[int], classes: int | None = None) -> Drawing:
    """Return the drawing of a network; levels of longest paths are rows, and each branch keeps to a lane of its own."""
    layers = [*layers]
    sources: dict[int, tuple[int, ...]] = {INPUT: (), **{layer.index: layer.inputs for layer in layers}}
    level = _levels(sources)
    lanes = _lanes(sources, level)
    heights = {INPUT: FLAT, **{layer.index: TALL if layer.crossbar else FLAT for layer in layers}}
    paper = _Paper(sources, level, lanes, heights)
    last = layers[-1].index if layers else INPUT
    words = {INPUT: ("input", "Input", sizes(input_shape), "", "What the network is shown")}
    words |= {layer.index: _words(layer, is_last=layer.index == last, classes=classes) for layer in layers}
    boxes = tuple(Box(*paper.corner(node), WIDTH, heights[node], *words[node]) for node in sources)
    return Drawing(boxes, tuple(paper.lines()), paper.width, paper.height)


def sizes(shape: Iterable[int]) -> str:
    """Return a shape as people write it, such as "8 × 8 × 16"."""
    return " × ".join(f"{side:,}" for side in shape)


def _words(layer: LayerInGraph, *, is_last: bool, classes: int | None) -> tuple[str, str, str, str, str]:
    below = ""
    if layer.crossbar is not None:
        matrix = layer.crossbar
        arrays = "1 array" if matrix.arrays == 1 else f"{matrix.arrays:,} arrays"
        below = f"{matrix.rows:,} × {matrix.columns:,} weights on {arrays}"
    shape = f"{classes:,} classes" if is_last and classes else sizes(layer.shape)
    tip = f"{layer.title}: {layer.what}" + (f"; digital: {layer.digital}" if layer.digital else "")
    title = f"{layer.title}: {layer.what}"
    if layer.crossbar or sizes(layer.shape) in layer.what or len(title) + len(shape) > MOST_LETTERS:
        title = layer.title
    return "crossbar" if layer.crossbar else "digital", title, shape, below, tip


def _levels(sources: Mapping[int, Sequence[int]]) -> dict[int, int]:
    level: dict[int, int] = {}
    for node, feeding in sources.items():
        level[node] = 1 + max((level[source] for source in feeding), default=-1)
    return level


Place = tuple[int, int]
"""A node, or the line that comes from it, at a level."""


def _lanes(sources: Mapping[int, Sequence[int]], level: Mapping[int, int]) -> dict[Place, int]:
    """Return the lane of each node at its level, and of its line at each level that the line only passes."""
    left = _paths_left(sources)
    until = {node: max((level[user] for user in sources if node in sources[user]), default=level[node]) for node in sources}
    lanes: dict[Place, int] = {}
    for here in range(max(level.values()) + 1):
        taken: set[int] = set()
        nodes = [node for node in sources if level[node] == here]
        wanted = {node: min((lanes[source, here - 1] for source in sources[node]), default=0) for node in nodes}
        # The longest branch goes straight on; short cuts step aside.
        for node in sorted(nodes, key=lambda node: (wanted[node], -left[node], node)):
            lanes[node, here] = _first_free(wanted[node], taken)
        for node in sorted(sources):
            if level[node] < here < until[node]:
                lanes[node, here] = _first_free(lanes[node, here - 1], taken)
    return lanes


def _first_free(wanted: int, taken: set[int]) -> int:
    lane = next(lane for lane in range(wanted, wanted + len(taken) + 1) if lane not in taken)
    taken.add(lane)
    return lane


def _paths_left(sources: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return the number of layers on the longest way to the output."""
    left = dict.fromkeys(sources, 0)
    for node in reversed([*sources]):
        for source in sources[node]:
            left[source] = max(left[source], left[node] + 1)
    return left


class _Paper:
    """Where lanes and levels lie, and the lines between the boxes."""

    def __init__(
        self,
        sources: Mapping[int, Sequence[int]],
        level: Mapping[int, int],
        lanes: Mapping[Place, int],
        heights: Mapping[int, int],
    ) -> None:
        self._level, self._lanes, self._heights = level, lanes, heights
        self._users: dict[int, list[int]] = defaultdict(list)
        for node, feeding in sources.items():
            for source in dict.fromkeys(feeding):
                self._users[source].append(node)
        self._centres, self.width = self._across()
        self._tracks = self._crossings()
        self._tops, self._rows, self.height = self._down()

    def _across(self) -> tuple[list[float], float]:
        boxed = {lane for (node, here), lane in self._lanes.items() if self._level[node] == here}
        centres, x = [], float(MARGIN)
        for lane in range(max(self._lanes.values()) + 1):
            width = WIDTH if lane in boxed else TRUNK
            centres.append(x + width / 2)
            x += width + LANE_GAP
        return centres, x - LANE_GAP + MARGIN

    def _down(self) -> tuple[list[float], list[int], float]:
        rows = [0] * (max(self._level.values()) + 1)
        for node, here in self._level.items():
            rows[here] = max(rows[here], self._heights[node])
        tops, y = [], float(MARGIN)
        for here, height in enumerate(rows):
            tops.append(y)
            across = sum(1 for _node, at in self._tracks if at == here)
            y += height + GAP + TRACK * max(0, across - 1)
        return tops, rows, tops[-1] + rows[-1] + MARGIN

    def _crossings(self) -> dict[Place, int]:
        """Lines that run across below a level, numbered."""
        found: dict[Place, int] = {}
        for (node, here), lane in sorted(self._lanes.items(), key=lambda item: (item[0][1], item[1])):
            if any(self._lanes[target] != lane for target in self._next(node, here)):
                found[node, here] = sum(1 for _node, at in found if at == here)
        return found

    def _next(self, node: int, here: int) -> list[Place]:
        """Where the line of a node goes from a level: into boxes of the next one, and on beside them."""
        below = [(user, here + 1) for user in self._users[node] if self._level[user] == here + 1]
        return [*below, (node, here + 1)] if self._level[node] < here + 1 and (node, here + 1) in self._lanes else below

    def corner(self, node: int) -> tuple[float, float]:
        """The upper left corner of a box, in the middle of its level."""
        here = self._level[node]
        y = self._tops[here] + (self._rows[here] - self._heights[node]) / 2
        return self._centres[self._lanes[node, here]] - WIDTH / 2, y

    def lines(self) -> Iterable[str]:
        """Each line as a path of SVG, from a box through its trunk into others."""
        for (node, here), lane in self._lanes.items():
            x, bottom = self._centres[lane], self._tops[here] + self._rows[here]
            begin = self.corner(node)[1] + self._heights[node] if self._level[node] == here else self._tops[here]
            turn = bottom + GAP / 2 + TRACK * self._tracks.get((node, here), 0)
            for target in self._next(node, here):
                to, below = self._centres[self._lanes[target]], self._tops[here + 1]
                end = self.corner(target[0])[1] if target[0] != node else below
                yield f"M{x:g} {begin:g}V{turn:g}H{to:g}V{end:g}" if to != x else f"M{x:g} {begin:g}V{end:g}"
