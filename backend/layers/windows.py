"""Windows that move over images: the sides, steps and margins that convolutions and pools have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from backend.layers.keras import KerasLayer
from backend.layers.kind import ImpossibleLayer, LayerKind, Shape, image_of

LARGEST_SIDE = 255
"""Of a window, in pixels."""
LARGEST_STEP = 1024
"""Of a window, or between the pixels that it sees."""
LARGEST_MARGIN = 1 << 14
"""Pixels that are added to or taken from one side of an image."""

Pair = tuple[int, int]


def _shortened(sides: int | Pair) -> int | Pair:
    """Return one number for two equal ones, so that the same layer is always written in the same way."""
    return sides[0] if isinstance(sides, tuple) and sides[0] == sides[1] else sides


Side = Annotated[int, Field(ge=1, le=LARGEST_SIDE)]
Step = Annotated[int, Field(ge=1, le=LARGEST_STEP)]
Margin = Annotated[int, Field(ge=0, le=LARGEST_MARGIN)]
Sides = Annotated[Side | tuple[Side, Side], AfterValidator(_shortened)]
"""Height and width of a window; one number if they are equal."""
Steps = Annotated[Step | tuple[Step, Step], AfterValidator(_shortened)]
"""Steps down and to the right; one number if they are equal."""
Margins = tuple[tuple[Margin, Margin], tuple[Margin, Margin]]
"""Pixels (above, below), (left, right)."""
NO_MARGINS = ((0, 0), (0, 0))
Padding = Annotated[
    Literal["valid", "same"] | Margins, AfterValidator(lambda padding: "valid" if padding == NO_MARGINS else padding)
]
"""No margin ("valid"), as much of it as leaves one place for each step ("same": more at the end), or pixels on each side."""


def unless(default: object) -> Callable[[Any], bool]:
    """Return whether a value is left out of JSON: where it is this default, so that older layers are written as they were."""
    return lambda value: bool(value == default)


def pair(sides: int | Pair) -> Pair:
    """Return a number for each of the two directions."""
    return (sides, sides) if isinstance(sides, int) else sides


def by(sides: int | Pair) -> str:
    """Return one number, or two sides, in words."""
    return str(sides) if isinstance(sides, int) else f"{sides[0]} × {sides[1]}"


def padding_in_words(padding: str | Margins) -> str:
    """Return the padding in words."""
    return f"{padding} padding" if isinstance(padding, str) else f"padding of {margins_in_words(padding)}"


def margins_in_words(margins: Margins) -> str:
    """Return margins in words."""
    (above, below), (left, right) = margins
    return f"{above} above, {below} below, {left} left, {right} right"


@dataclass(frozen=True)
class Windows:
    """Windows of a size that move by `strides` and see pixels `dilation` apart."""

    size: Pair
    strides: Pair = (1, 1)
    dilation: Pair = (1, 1)
    padding: str | Margins = "valid"

    def over(self, layer: LayerKind, shape: Shape, noun: str) -> Pair:
        """Return how many places there are, down and across. Raises ImpossibleLayer if the window, a `noun`, fits nowhere."""
        height, width, _channels = image_of(layer, shape)
        rows, columns = (self._places(axis, length) for axis, length in enumerate((height, width)))
        if min(rows, columns) < 1:
            raise ImpossibleLayer(f"a {noun} of {by(_shortened(self.size))} does not fit into {height} x {width}")
        return rows, columns

    def pooling(self, layer: LayerKind, shape: Shape) -> Pair:
        """Return how many places there are, down and across, as `over` does, where no window may be in the padding alone."""
        if not isinstance(self.padding, str):
            for size, sides in zip(self.size, self.padding, strict=True):
                if max(sides) >= size:
                    raise ImpossibleLayer(f"padding of {margins_in_words(self.padding)} holds a whole window of {by(self.size)}")
        return self.over(layer, shape, "window")

    def _places(self, axis: int, length: int) -> int:
        if self.padding == "same":
            return -(-length // self.strides[axis])
        return (length + sum(self._margins(axis, length)) - self._span(axis)) // self.strides[axis] + 1

    def seen(self, axis: int, length: int) -> int:
        """Return how many of the pixels of an axis are below a window at some place."""
        first, step = -self._margins(axis, length)[0], self.strides[axis]
        below = range(0, self._span(axis), self.dilation[axis])
        places = range(first, first + self._places(axis, length) * step, step)
        return len({place + pixel for place in places for pixel in below if 0 <= place + pixel < length})

    def margins(self, shape: Shape) -> Margins:
        """Return the pixels (above, below), (left, right) by which an image (height, width, ...) is extended."""
        return self._margins(0, shape[0]), self._margins(1, shape[1])

    def _margins(self, axis: int, length: int) -> Pair:
        if self.padding != "same":
            return (0, 0) if isinstance(self.padding, str) else self.padding[axis]
        missing = max((self._places(axis, length) - 1) * self.strides[axis] + self._span(axis) - length, 0)
        return missing // 2, missing - missing // 2

    def _span(self, axis: int) -> int:
        return (self.size[axis] - 1) * self.dilation[axis] + 1

    def steps_in_words(self) -> list[str]:
        """Return what differs from steps of one pixel and pixels side by side."""
        named = {"stride": self.strides, "dilation": self.dilation}
        return [f"{name} {by(_shortened(sides))}" for name, sides in named.items() if sides != (1, 1)]


def pool_in_words(windows: Windows) -> str:
    """Return the windows of a pooling in words: steps where they are not its size, and padding where there is some."""
    words = [by(windows.size)]
    if windows.strides != windows.size:
        words.append(f"stride {by(_shortened(windows.strides))}")
    return ", ".join(words + [padding_in_words(windows.padding)] * (windows.padding != "valid"))


def axes_of(found: KerasLayer) -> int:
    """Return over how many axes a Keras layer moves its windows: 1 or 2, by the end of its class."""
    return 1 if found.kind.endswith("1D") else 2


def keras_sides(found: KerasLayer, key: str, default: int = 1, most: int = LARGEST_STEP) -> Pair:
    """Return an attribute that is a number, or one for each axis, as numbers down and across; a series is an image of one row.

    Raises NotSupported for anything else, and for numbers beyond 1 to `most`.
    """
    given, axes = found.config.get(key), axes_of(found)
    given = default if given is None else given
    numbers: list[Any] = list(given) if isinstance(given, list | tuple) else [given] * axes
    whole = all(isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= most for number in numbers)
    if not whole or len(numbers) != axes:
        raise found.refusal(f"{key} {str(given)[:40]} cannot be read; it must be {axes} whole numbers from 1 to {most}")
    return (1, numbers[0]) if axes == 1 else (numbers[0], numbers[1])


def keras_padding(found: KerasLayer, window: Windows, allowed: tuple[str, ...] = ("valid", "same")) -> str | Margins:
    """Return the padding of a Keras layer; "causal" becomes a margin before the first step. Raises NotSupported."""
    found.require(padding=allowed)
    given = found.config.get("padding", "valid")
    if given == "causal":
        return (0, 0), ((window.size[1] - 1) * window.dilation[1], 0)
    return str(given)


def keras_margins(found: KerasLayer, key: str, default: int = 1) -> Margins:
    """Return an attribute that is one margin, one for each axis, or two for each, as (above, below), (left, right).

    Raises NotSupported for anything else.
    """
    given, axes = found.config.get(key, default), axes_of(found)
    sides = list(given) if isinstance(given, list | tuple) else [given] * 2
    if axes == 1:
        sides = [0, sides]
    pairs = [tuple(side) if isinstance(side, list | tuple) else (side, side) for side in sides]
    numbers = [number for one in pairs for number in one]
    whole = all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
    if [len(one) for one in pairs] != [2, 2] or not whole or not all(0 <= number <= LARGEST_MARGIN for number in numbers):
        raise found.refusal(f"{key} {str(given)[:40]} cannot be read; it must be whole numbers from 0 to {LARGEST_MARGIN}")
    (above, below), (left, right) = pairs
    return (above, below), (left, right)


def keras_pool(found: KerasLayer) -> dict[str, Any]:
    """Return size, strides and padding of a Keras pooling of images, or of a series. Raises NotSupported."""
    found.know("pool_size", "strides", "padding", "data_format")
    found.require(data_format=("channels_last",), padding=("valid", "same"))
    size = keras_sides(found, "pool_size", 2, LARGEST_SIDE)
    strides = size if found.config.get("strides") is None else keras_sides(found, "strides")
    return {"size": size, "strides": None if strides == size else strides, "padding": found.config.get("padding", "valid")}
