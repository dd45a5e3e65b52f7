"""Files of records: JSON, one case a line, so that what is added stands apart from what may not change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def load(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def save(name: str, record: dict[str, Any]) -> None:
    """Each group of cases as an object of lines, everything else on a line of its own. Floats come back bit for bit."""
    parts = [f"{json.dumps(key)}:{_lines(value)}" for key, value in record.items()]
    (HERE / f"{name}.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(value: Any) -> str:
    if not isinstance(value, dict) or not value:
        return _compact(value)
    return "{\n" + ",\n".join(f"{json.dumps(key)}:{_compact(one)}" for key, one in value.items()) + "\n}"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def rows(points: dict[str, list[dict[str, Any]]], columns: list[str]) -> dict[str, list[list[Any]]]:
    """Points by network as rows of a table: those columns that were recorded, in their order."""
    return {network: [[point[column] for column in columns] for point in some] for network, some in points.items()}


def difference(document: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """What a flat document says otherwise than the usual one; null for what it does not say."""
    names = [*document, *(name for name in usual if name not in document)]
    return {name: document.get(name) for name in names if document.get(name) != usual.get(name)}


def lacking(recorded: Any, now: Any, where: str = "", *, names: bool = False) -> list[str]:
    """Where `now` does not hold what was recorded. It may hold more: fields of an object, items of a list that have ids.

    `names`: lists of texts are names in no order, to which others may have been added.
    """
    if isinstance(recorded, dict) and isinstance(now, dict):
        gone = [f"{where}.{key} is gone" for key in recorded if key not in now]
        there = [key for key in recorded if key in now]
        return gone + [text for key in there for text in lacking(recorded[key], now[key], f"{where}.{key}", names=names)]
    if isinstance(recorded, list) and isinstance(now, list):
        if names and all(isinstance(item, str) for item in recorded):
            return [f"{where}: {item} is gone" for item in recorded if item not in now]
        if recorded and all(isinstance(item, dict) and "id" in item for item in recorded):
            return _lacking_items(recorded, now, where)
        if len(recorded) == len(now):
            return [
                text for index, pair in enumerate(zip(recorded, now, strict=True)) for text in lacking(*pair, f"{where}[{index}]")
            ]
    # True == 1 in Python, not in JSON.
    same = recorded == now and isinstance(recorded, bool) == isinstance(now, bool)
    return [] if same else [f"{where} is {now!r}, not {recorded!r}"]


def _lacking_items(recorded: list[Any], now: list[Any], where: str) -> list[str]:
    """By id, in the recorded order; new ones may stand between them."""
    found = {item["id"]: item for item in now}
    gone = [f"{where}[{item['id']}] is gone" for item in recorded if item["id"] not in found]
    there = [item for item in recorded if item["id"] in found]
    order = [item["id"] for item in now if item["id"] in {one["id"] for one in there}]
    moved = [] if order == [item["id"] for item in there] else [f"{where}: the order is {order}"]
    return gone + moved + [text for item in there for text in lacking(item, found[item["id"]], f"{where}[{item['id']}]")]
