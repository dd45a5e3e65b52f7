"""How a case of each record is answered; by the recorder once, by the tests every time."""

from __future__ import annotations

import csv
import io
from typing import Any

from fastapi.testclient import TestClient

from tests.stability import program, records

READERS = {"/": program.read_address, "/see": program.read_scene_address}
"""Pages whose addresses hold what they show, and what reads them."""
SHIPPED = ("zoo", "preset")
METHODS = ("get", "post", "put", "patch", "delete")


def large_images(case: dict[str, Any]) -> list[str]:
    return program.answers_on_large_images(case["network"], case["setting"], images=case["images"], draws=case["draws"])


def address(page: str, search: str) -> dict[str, Any]:
    """How a page reads the search part of an address. What it asks for is told as the difference from the bare page."""
    found, usual = READERS[page](search), READERS[page]("")
    if found["asks"] is not None:
        found["asks"] = records.difference(found["asks"], usual["asks"])
    return found


def energy(name: str) -> dict[str, Any] | None:
    """`name` is network, technology and mode, and perhaps "measured"."""
    network, technology, mode, *more = name.split()
    return program.energy_of(network, technology, mode, measured=bool(more))


def stored(client: TestClient, path: str) -> Any:
    """What the interface answers: JSON, or the rows of a table. Of what ships with the program, ids alone."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    if "csv" in answer.headers["content-type"]:
        return list(csv.DictReader(io.StringIO(answer.text)))
    found = answer.json()
    if not any(item.get("origin") in SHIPPED for item in found.get("items", ())):
        return found
    return {"items": [{"id": item["id"]} if item["origin"] in SHIPPED else item for item in found["items"]]}


def interface() -> dict[str, Any]:
    document = program.openapi()
    return {
        "routes": dict(_routes(document)),
        "commands": program.commands(),
        "environment": dict.fromkeys(program.environment(), True),
        "technologies": dict.fromkeys(program.technology_ids(), True),
        "networks": program.networks(),
    }


def _routes(document: dict[str, Any]) -> Any:
    """By method and path, whatever its variables are called: names of what goes in and of what comes out."""
    for path, methods in document["paths"].items():
        place = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {place}", _route(document, methods[method])


def _route(document: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    asked: dict[str, list[str]] = {}
    for parameter in one.get("parameters", []):
        if parameter["in"] != "path":
            asked.setdefault(parameter["in"], []).append(parameter["name"])
    bodies = one.get("requestBody", {}).get("content", {})
    answers = {status: answer.get("content", {}) for status, answer in one["responses"].items()}
    return {
        "operation": one["operationId"],
        **{where: sorted(names) for where, names in asked.items()},
        "takes": {kind: _names(document, content.get("schema", {})) for kind, content in bodies.items()},
        "gives": {
            status: {kind: _names(document, content.get("schema", {})) for kind, content in found.items()}
            for status, found in answers.items()
            if status.startswith("2")
        },
        "fails": [status for status in answers if not status.startswith("2")],
    }


def _names(document: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Fields of an object, those of the one that is pointed at."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return sorted(schema.get("properties", {}))
