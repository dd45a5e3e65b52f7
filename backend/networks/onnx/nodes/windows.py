"""Windows of convolutions and pools: ONNX' attributes as steps and margins down and across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.layers.windows import NO_MARGINS, Margins, Pair
from backend.networks.onnx.found import Found


@dataclass(frozen=True)
class Windows:
    """How windows of a size move over an image; a series is an image of one row."""

    size: Pair
    strides: Pair
    dilation: Pair
    margins: Margins

    @property
    def padding(self) -> str | Margins:
        """The margins, as layers name them."""
        return "valid" if self.margins == NO_MARGINS else self.margins


ATTRIBUTES = ("kernel_shape", "strides", "dilations", "pads", "auto_pad")


def windows(found: Found, image: Sequence[int], size: Sequence[int], *, ceil: bool = False) -> Windows:
    """Return the windows of a node over an image of (height, width) or a series of (length,). Raises NotSupported.

    With `ceil`, a window that reaches over the end counts: there is more of a margin.
    """
    axes = len(size)
    strides, dilation = found.wholes("strides", [1] * axes, axes), found.wholes("dilations", [1] * axes, axes)
    if min(*size, *strides, *dilation) < 1 or axes not in (1, 2):
        raise found.refusal("kernel, strides and dilations must be 1 or more, over one or two axes")
    spans = [(side - 1) * apart + 1 for side, apart in zip(size, dilation, strict=True)]
    margins = _margins(found, image, strides, spans)
    if ceil:
        margins = [_reaching(*one) for one in zip(image, strides, spans, margins, strict=True)]
    one, two = ([1, *pair][-2:] for pair in (strides, dilation))
    return Windows(_pair([1, *size]), _pair(one), _pair(two), _margins_of([(0, 0), *margins]))


def _pair(sides: Sequence[int]) -> Pair:
    return sides[-2], sides[-1]


def _margins_of(margins: Sequence[Pair]) -> Margins:
    return margins[-2], margins[-1]


def _margins(found: Found, image: Sequence[int], strides: Sequence[int], spans: Sequence[int]) -> list[Pair]:
    axes, how = len(spans), found.text("auto_pad", "NOTSET")
    pads = found.wholes("pads", [0] * 2 * axes, 2 * axes)
    if how == "NOTSET":
        if min(pads) < 0:
            raise found.refusal(f"pads {pads} must not be negative")
        return [(pads[axis], pads[axis + axes]) for axis in range(axes)]
    if any(pads):
        raise found.refusal("pads cannot be given beside auto_pad")
    if how == "VALID":
        return [(0, 0)] * axes
    if how not in ("SAME_UPPER", "SAME_LOWER"):
        raise found.refusal(f"auto_pad {how[:40]} cannot be read")
    margins = []
    for length, step, span in zip(image, strides, spans, strict=True):
        total = max((-(-length // step) - 1) * step + span - length, 0)
        small, large = total // 2, total - total // 2
        margins.append((small, large) if how == "SAME_UPPER" else (large, small))
    return margins


def _reaching(length: int, step: int, span: int, margin: Pair) -> Pair:
    """Return a margin with which the last window ends within it; no window begins in the margin after the image."""
    left = length + sum(margin) - span
    places = -(-left // step) + 1
    if (places - 1) * step >= length + margin[0]:
        places -= 1
    return margin[0], margin[1] + max((places - 1) * step - left, 0)
