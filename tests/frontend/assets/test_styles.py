"""Style sheets: nothing in them is left over, and what only one feature has is in its folder."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[3] / "frontend"
ASSETS = FRONTEND / "assets"
SHEETS = [path for path in sorted(ASSETS.rglob("*.css")) if path.parent.name != "vendor"]
OF_LIBRARIES = re.compile(r"mantine-.*|js-plotly-plot|modebar-container|heatmap-label|dash-graph")


def selectors(sheet: Path) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    heads = [head.strip() for head in re.findall(r"([^{}]+)\{", text)]
    return [part.strip() for head in heads if not head.startswith("@") for part in head.split(",")]


def names(selector: str) -> set[str]:
    """Classes and ids in a selector that are ours."""
    return {name for name in re.findall(r"[.#]([a-zA-Z][\w-]*)", selector) if not OF_LIBRARIES.fullmatch(name)}


@cache
def words(*places: Path) -> frozenset[str]:
    """Whatever could be a class or an id in the Python and the scripts of some folders."""
    files = [path for place in places for kind in ("*.py", "*.js") for path in place.rglob(kind) if "vendor" not in path.parts]
    assert files
    return frozenset(word for path in files for word in re.findall(r"[\w-]+", path.read_text()))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.relative_to(ASSETS).as_posix())
def test_every_class_and_id_is_used(sheet: Path) -> None:
    used = words(FRONTEND, FRONTEND.parent / "backend" / "schemas")  # verdicts and states are classes too
    assert {name for selector in selectors(sheet) for name in names(selector)} <= used


@pytest.mark.parametrize("feature", sorted({path.parent.name for path in SHEETS} - {"assets", "kit"}))
def test_a_feature_styles_what_it_has(feature: str) -> None:
    own = words(FRONTEND / "features" / feature, *filter(Path.is_dir, [ASSETS / feature]))
    for sheet in (ASSETS / feature).glob("*.css"):
        strange = [selector for selector in selectors(sheet) if names(selector) and not names(selector) & own]
        assert strange == [], sheet
