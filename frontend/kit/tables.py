"""Tables of text as one component each: the page tells every component of every change, and cells would be most of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc


def text_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    caption: str | None = None,
    fz: str = "xs",
    **more: Any,
) -> Any:
    """A table that scrolls sideways where less than `width` pixels are to be had; `more` is of dmc.Table."""
    data: dict[str, Any] = {"head": list(head), "body": [list(row) for row in rows]}
    if caption:
        data["caption"] = caption
    return dmc.TableScrollContainer(dmc.Table(data=data, fz=fz, className="tabular", **more), minWidth=width)
