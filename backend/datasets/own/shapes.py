"""What one image or sequence is, from the axes of an array of them."""

from __future__ import annotations

from typing import Literal, cast, get_args

from backend.datasets.own.errors import NotADataset

Kind = Literal["image", "sequence"]
KINDS: tuple[str, ...] = get_args(Kind)
IMAGE_AXES = "(n, values), (n, height, width) or (n, height, width, channels)"
SEQUENCE_AXES = "(n, time steps) or (n, time steps, features)"


def as_kind(given: str, where: str) -> Kind:
    """Return a kind that was given. Raises NotADataset, which says where it was given."""
    if given not in KINDS:
        raise NotADataset(f"{where} must be {' or '.join(KINDS)}; received {given[:40]!r}")
    return cast("Kind", given)


def shape_of_one(name: str, shape: tuple[int, ...], kind: Kind) -> tuple[int, ...]:
    """Return (height, width, channels) or (time steps, features) for an array of so many images or sequences.

    A plain vector is an image of one row, or a sequence of single values. Raises NotADataset.
    """
    axes = shape[1:]
    if kind == "sequence":
        if len(axes) not in (1, 2):
            raise NotADataset(f"{name} must have the axes {SEQUENCE_AXES} for the kind sequence; received {shape}")
        return axes if len(axes) == 2 else (*axes, 1)
    if len(axes) not in (1, 2, 3):
        raise NotADataset(f"{name} must have the axes {IMAGE_AXES}; received {shape}")
    match axes:
        case (values,):
            return 1, values, 1
        case (height, width):
            return height, width, 1
    return axes
