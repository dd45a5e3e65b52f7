"""Each store of Explore has one writer, and it is the one that its record names."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

import frontend
from frontend.features.explore import ids
from frontend.features.explore.fields import FIELDS
from frontend.features.explore.stores import STORES, Store, stores

ROOT = Path(frontend.__file__).parent
EXPLORE = ROOT / "features" / "explore"


def written_in_python() -> dict[str, set[str]]:
    """By the id of a store, the modules of which a callback writes it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in EXPLORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Output" and len(node.args) == 2:
                place, prop = node.args
                if ast.unparse(prop) == "'data'" and isinstance(place, ast.Attribute) and ast.unparse(place.value) == "ids":
                    found[getattr(ids, place.attr)].add(path.relative_to(ROOT).as_posix())
    return found


def written_in_scripts() -> dict[str, set[str]]:
    """The same of scripts: at once, or a moment later."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "assets").rglob("*.js"):
        if "vendor" not in path.parts:
            for name in re.findall(r'(?:setProps|later)\("([\w-]+)"', path.read_text()):
                found[name].add(path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.id)
def test_a_store_is_written_where_its_record_says_and_nowhere_else(store: Store) -> None:
    writers = written_in_python()[store.id] | written_in_scripts()[store.id]
    assert (ROOT / store.writer).exists()
    assert writers <= {store.writer}
    assert writers or store.writer == "features/explore/page.py" or store.in_address, "or nobody writes it"


def test_what_the_address_sets_too_is_said() -> None:
    """All that a view holds; of a list it is known by its place among the fields."""
    of_view = {place for place, prop in FIELDS.values() if prop == "data"}
    assert {store.id for store in STORES if store.in_address} == of_view


def test_every_store_of_the_page_has_a_record() -> None:
    assert [store.id for store in stores({})] == [store.id for store in STORES]
    assert next(store.data for store in stores({ids.PINS: ["a"]}) if store.id == ids.PINS) == ["a"]
    elsewhere = {
        ast.unparse(keyword.value)
        for path in EXPLORE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if path.name != "stores.py" and isinstance(node, ast.Call) and ast.unparse(node.func) == "dcc.Store"
        for keyword in node.keywords
        if keyword.arg == "id"
    }
    own = ("ATTRIBUTION", "CATALOGUE", "CONVERSION_ASKED", "DESIGN")
    assert elsewhere == {f"ids.{name}" for name in own}, "cards' own"
