"""Callbacks whose inputs have names are given them by these names: a slip shows when somebody presses, and not before."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def named_callbacks() -> Iterator[tuple[str, Function, set[str]]]:
    """Place, function and names of inputs and states of every callback that names them."""
    for path in sorted(FRONTEND.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, Function):
                continue
            for call in (
                one for one in node.decorator_list if isinstance(one, ast.Call) and ast.unparse(one.func).endswith("callback")
            ):
                given = [word.value for word in call.keywords if word.arg in ("inputs", "state")]
                names = [
                    key.value for one in given if isinstance(one, ast.Dict) for key in one.keys if isinstance(key, ast.Constant)
                ]
                if names and all(isinstance(one, ast.Dict) and None not in one.keys for one in given):
                    yield f"{path.relative_to(FRONTEND)}:{node.lineno} {node.name}", node, {str(name) for name in names}


def test_every_input_goes_where_its_name_says() -> None:
    found = list(named_callbacks())
    assert len(found) >= 10
    wrong = {
        place: (sorted(names), sorted(arguments))
        for place, function, names in found
        if (arguments := {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}) != names
    }
    assert not wrong
