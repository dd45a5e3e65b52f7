"""Where each value of an ONNX tensor lies in one of ours.

ONNX has channels before rows, turns, cuts and joins axes in nodes of their own, and keeps an axis of images in between. All of
that is an order in which our values are looked at: only where an order cannot be had by permuting weights does it become layers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.layers import Shape

MOST_VALUES = 1 << 22
"""Between two layers, for one image."""
Places = NDArray[np.int32]


class NoSuchView(ValueError):
    """A tensor cannot be looked at in this way; the text says why."""


@dataclass(frozen=True)
class View:
    """An ONNX tensor: for each of its values of one image the place in our tensor, and which axis is that of the images."""

    tensor: int
    """Index of the layer that gives it, INPUT for the input."""
    own: Shape
    """Shape of our tensor."""
    places: Places
    """The axes are those of ONNX, without that of the images."""
    images: int = 0
    """The axis of the images, among all."""
    shared: bool = False
    """Whether more than one node reads it: the layer that gives it must stay as it is."""
    joined: bool = False
    """Whether the first axis of the values is one with that of the images, which is the first: steps of all images in a row."""
    ended: str = ""
    """Name of a node that changes the values but not which is the largest: they can be the output, and nothing else."""

    @property
    def rank(self) -> int:
        """Number of axes, with that of the images."""
        return self.places.ndim + 1

    @property
    def whole(self) -> bool:
        """Whether every value of our tensor is there, once."""
        return self.places.size == prod(self.own) and bool((np.bincount(self.places.ravel()) == 1).all())

    @property
    def straight(self) -> bool:
        """Whether values have the order of our tensor."""
        return self.places.size == prod(self.own) and bool((self.places.ravel() == np.arange(self.places.size)).all())

    def shape(self, images: int) -> Shape:
        """Return the shape with the axis of the images."""
        if self.joined:
            return (images * self.places.shape[0], *self.places.shape[1:])
        sides = list(self.places.shape)
        sides.insert(self.images, images)
        return tuple(sides)

    def axis(self, axis: int) -> int:
        """Return an axis of the values, counted without that of the images. Raises NoSuchView."""
        if not -self.rank <= axis < self.rank:
            raise NoSuchView(f"axis {axis} is not there: values have {self.rank} axes")
        axis %= self.rank
        if axis == self.images:
            raise NoSuchView("it works along the axis of the images")
        return axis - (axis > self.images)

    def transposed(self, order: Sequence[int]) -> View:
        """Return the view with its axes, with that of the images, in another order."""
        if sorted(order) != list(range(self.rank)):
            raise NoSuchView(f"perm {list(order)[:8]} does not hold each of {self.rank} axes once")
        images = list(order).index(self.images)
        values = [axis - (axis > self.images) for axis in order if axis != self.images]
        return replace(self, places=self.places.transpose(values), images=images)

    def reshaped(self, target: Sequence[int], images: int) -> View:
        """Return the view with other axes, among which `images` is the number of images. Raises NoSuchView."""
        before, sides = replace(self, joined=False).shape(images), list(target)
        known = prod(side for side in sides if side != -1)
        if sides.count(-1) > 1 or min(sides, default=0) < -1 or (-1 in sides and (not known or prod(before) % known)):
            raise NoSuchView(f"values of shape {before} cannot have the shape {tuple(target)}")
        sides = [prod(before) // known if side == -1 else side for side in sides]
        if prod(sides) != prod(before):
            raise NoSuchView(f"values of shape {before} cannot have the shape {tuple(target)}")
        ahead = prod(before[: self.images])
        fitting = [axis for axis, side in enumerate(sides) if side == images and prod(sides[:axis]) == ahead]
        if not fitting:
            if self.images or len(sides) < 2 or sides[0] % images:
                raise NoSuchView("it joins the axis of the images with others; export with a dynamic axis of images, and keep it")
            return replace(self, places=self.places.reshape(sides[0] // images, *sides[1:]), joined=True)
        axis = self.images if self.images in fitting else fitting[0]
        del sides[axis]
        return replace(self, places=self.places.reshape(sides), images=axis, joined=False)

    def squeezed(self, axes: Sequence[int] | None, images: int) -> View:
        """Return the view without axes of length 1; without all of them if none is named. Raises NoSuchView."""
        shape = self.shape(images)
        if axes is None:
            dropped = {axis for axis, side in enumerate(shape) if side == 1 and axis != self.images}
        else:
            dropped = {axis % self.rank for axis in axes if -self.rank <= axis < self.rank}
        if any(shape[axis] != 1 for axis in dropped) or (axes is not None and len(dropped) != len(axes)):
            raise NoSuchView(f"axes {axes} of values of shape {shape} are not all of length 1")
        view = self._images_away_from(dropped, shape)
        kept = [side for axis, side in enumerate(shape) if axis not in dropped and axis != view.images]
        ahead = sum(axis < view.images for axis in dropped)
        return replace(view, places=view.places.reshape(kept), images=view.images - ahead)

    def _images_away_from(self, dropped: set[int], shape: Shape) -> View:
        """For one image alone, any axis of length 1 can be that of the images."""
        if self.images not in dropped:
            return self
        others = [axis for axis, side in enumerate(shape) if side == 1 and axis not in dropped]
        if shape[self.images] != 1 or not others:
            raise NoSuchView("it drops the axis of the images")
        sides = [side for axis, side in enumerate(shape) if axis != others[0]]
        return replace(self, places=self.places.reshape(sides), images=others[0])

    def unsqueezed(self, axes: Sequence[int]) -> View:
        """Return the view with more axes of length 1, at these places of the result. Raises NoSuchView."""
        rank = self.rank + len(axes)
        new = {axis % rank for axis in axes if -rank <= axis < rank}
        if len(new) != len(axes) or rank > 9:
            raise NoSuchView(f"axes {list(axes)[:8]} cannot be added to {self.rank}")
        olds = iter(range(self.rank))
        order = [None if axis in new else next(olds) for axis in range(rank)]
        images = order.index(self.images)
        values = iter(self.places.shape)
        sides = [1 if old is None else next(values) for axis, old in enumerate(order) if axis != images]
        return replace(self, places=self.places.reshape(sides), images=images)

    def taken(self, axis: int, chosen: Any) -> View:
        """Return the view of some of the values along an axis of values: a slice, an array of places, or one place."""
        index: list[Any] = [slice(None)] * self.places.ndim
        index[axis] = chosen
        places = self.places[tuple(index)]
        lost = places.ndim < self.places.ndim and axis < self.images
        return replace(self, places=places, images=self.images - lost)

    def canonical(self) -> Places:
        """Return places in the order of our shapes: channels last, a vector or a series as it is. Raises NoSuchView."""
        if self.images != 0 or self.rank not in (2, 3, 4):
            raise NoSuchView(f"values of {self.rank} axes, that of the images at {self.images}, have no channels")
        return np.moveaxis(self.places, 0, -1)


def as_image(places: Places) -> Places:
    """Return places of a vector or a series as those of an image, in front of whose axes are ones."""
    return places.reshape((1, 1, 1, *places.shape)[-3:])


def turned(places: Places) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """Return an image shape and an order of its axes, counted from 1, that give values in this order; None if none does.

    Any order of axes that values can be cut into is found, if three of them are enough.
    """
    flat = places.ravel()
    sides = _strides(flat)
    if sides is None or len(sides) > 3:
        return None
    sides = [(1, 0)] * (3 - len(sides)) + sides
    stored = sorted(range(3), key=lambda axis: (-sides[axis][1], axis) if sides[axis][0] > 1 else (-flat.size - 1, axis))
    shape = tuple(sides[axis][0] for axis in stored)
    order = tuple(stored.index(axis) + 1 for axis in range(3))
    return (shape[0], shape[1], shape[2]), (order[0], order[1], order[2])


def _strides(flat: Places) -> list[tuple[int, int]] | None:
    """Return (length, stride) of each axis, outermost first, of which a permutation of 0, 1, ... is made; None if of none."""
    sides: list[tuple[int, int]] = []
    rest = flat
    while rest.size > 1:
        stride = int(rest[1]) - int(rest[0])
        breaks = np.flatnonzero(np.diff(rest) != stride)
        length = int(breaks[0]) + 1 if breaks.size else rest.size
        if rest.size % length:
            return None
        table = rest.reshape(-1, length)
        if stride < 1 or not (table == table[:, :1] + stride * np.arange(length, dtype=table.dtype)).all():
            return None
        sides.insert(0, (length, stride))
        rest = table[:, 0]
    return sides if flat.size and flat[0] == 0 else None


def grid(places: Places, own: Shape) -> tuple[range, range, range] | None:
    """Return the rows, columns and channels of an image at which these places are, each at even steps; None if they are not."""
    axes = np.unravel_index(np.unique(places), own)
    found = [np.unique(axis) for axis in axes]
    if prod(axis.size for axis in found) != axes[0].size or axes[0].size != places.size:
        return None
    ranges = []
    for axis in found:
        step = int(axis[1] - axis[0]) if axis.size > 1 else 1
        if (np.diff(axis) != step).any():
            return None
        ranges.append(range(int(axis[0]), int(axis[-1]) + 1, step))
    return ranges[0], ranges[1], ranges[2]


def fresh(tensor: int, own: Shape, order: Sequence[int] | None = None, images: int = 0) -> View:
    """Return the view of a whole tensor of ours, its axes in an order, such as (2, 0, 1) for channels first."""
    if prod(own) > MOST_VALUES:
        raise NoSuchView(f"it gives {prod(own):,} values; at most {MOST_VALUES:,} can be read")
    places = np.arange(prod(own), dtype=np.int32).reshape(own)
    return View(tensor, own, places if order is None else places.transpose(order), images)
