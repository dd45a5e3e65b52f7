"""Bytes of real files changed at random: a network comes out, or one sentence."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from backend.datasets import record_of
from backend.networks.own import NotAccepted, from_file

FILES = sorted((Path(__file__).parent / "files").glob("*.keras"))
JUNK = (None, -1, 0, 10**9, 1e300, "", "x", [], {}, [[1]], True)


def places(part: Any) -> list[tuple[Any, Any]]:
    keys = list(part) if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    return [place for key in keys for place in [(part, key), *places(part[key])]]


def damaged(parts: dict[str, bytes], chance: random.Random) -> bytes:
    changed = dict(parts)
    if chance.random() < 0.5:
        document = json.loads(parts["config.json"])
        within, key = chance.choice(places(document))
        within[key] = chance.choice(JUNK)
        changed["config.json"] = json.dumps(document).encode()
    else:
        weights = bytearray(parts["model.weights.h5"])
        for _ in range(chance.choice((1, 4, 30))):
            weights[chance.randrange(len(weights))] = chance.randrange(256)
        changed["model.weights.h5"] = bytes(weights)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_damaged_file_ends_in_a_sentence() -> None:
    chance, digits, ended = random.Random(0), record_of("digits"), Counter[str]()
    contents = []
    for path in FILES:
        with zipfile.ZipFile(path) as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    said = []
    for _ in range(4000):
        try:
            from_file(damaged(chance.choice(contents), chance), data=digits, name="x")
            ended["read"] += 1
        except NotAccepted as refusal:
            said.append(str(refusal))
    assert all(text and "\n" not in text for text in said)
    assert len(said) > 800 and ended["read"] > 800
