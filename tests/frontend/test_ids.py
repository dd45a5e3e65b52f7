"""Ids are constants in one place for each page: none is written out elsewhere, and scripts and style sheets know no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import frontend
from frontend.app import FEATURES
from frontend.app import layout as frame
from frontend.kit.client import Api
from frontend.kit.feature import Feature
from tests.frontend.conftest import walk

ROOT = Path(frontend.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.name != "ids.py")
PLACES = ("Input", "Output", "State")
LITERALS = (ast.Constant, ast.JoinedStr, ast.Dict)


def modules_of_ids() -> list[ModuleType]:
    paths = sorted(ROOT.rglob("ids.py"))
    return [import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts)) for path in paths]


def constants() -> set[str]:
    return {value for module in modules_of_ids() for name, value in vars(module).items() if name.isupper()}


def written_out(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given as an id of a component, where a callback or a component is made, and is a literal."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg in ("id", "htmlFor")]
        if isinstance(node.func, ast.Name) and node.func.id in PLACES:
            given += node.args[:1]
        yield from (value for value in given if isinstance(value, LITERALS))


@pytest.mark.parametrize("source", ['Input("a", "data")', 'html.Div(id="a")', 'Output(f"{x}-a", "b")', 'f(id={"type": "a"})'])
def test_an_id_that_is_written_out_is_found(source: str) -> None:
    assert list(written_out(ast.parse(source)))
    assert not list(written_out(ast.parse("Input(ids.A, 'data'); html.Div(id=name); State(ids.a(ALL), 'id')")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_id_is_written_out(path: Path) -> None:
    found = [f"line {node.lineno}: {ast.unparse(node)}" for node in written_out(ast.parse(path.read_text()))]
    assert found == []


def test_no_constant_is_repeated_as_a_string() -> None:
    """Also where it is handed on to what makes a component; names of classes may be the same."""
    known = {name for name in constants() if "-" in name}
    found = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        classes = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg == "className"
            for part in ast.walk(node.value)
        }
        found += [
            f"{path.relative_to(ROOT)}, line {node.lineno}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and node.value in known and id(node) not in classes
        ]
    assert found == []


def test_no_two_pages_have_the_same_id() -> None:
    values = [value for module in modules_of_ids() for name, value in vars(module).items() if name.isupper()]
    assert len(values) == len(set(values))


async def ids_of(feature: Feature, api: Api) -> set[str]:
    return {part.id for part in walk(await feature.layout(api, "", "")) if isinstance(getattr(part, "id", None), str)}


async def test_scripts_and_style_sheets_know_no_other_ids(api: Api) -> None:
    there = constants() | {part.id for part in walk(frame()) if isinstance(getattr(part, "id", None), str)}
    for feature in FEATURES:
        there |= await ids_of(feature, api)
    assets = ROOT / "assets"
    for path in sorted(path for path in assets.rglob("*") if path.suffix in (".js", ".css") and "vendor" not in path.parts):
        text = path.read_text()
        named = set(re.findall(r'(?:setProps|getElementById|find)\("([a-z][\w-]*)"', text))
        named |= {name for name in re.findall(r"#([a-z][\w-]*)", text) if not re.fullmatch(r"[0-9a-f]{3,8}", name)}
        assert {name for name in named if name not in there and not name.endswith("-")} == set(), path.name
