"""Files that were damaged or made up to do harm: a data set or one sentence, never a crash, a hang, or memory without end."""

from __future__ import annotations

import io
import pickle
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from backend.datasets.own.errors import NotADataset
from backend.datasets.own.reading import Asked, read
from tests.backend.datasets.own.files import arrays_of, npz

MUTATIONS = 2400
MOST_SECONDS, MOST_BYTES = 5.0, 64 * 2**20
"""Of one file."""


def attempt(content: bytes, folder: Path) -> str:
    """What is said of a file: nothing of one that is read."""
    try:
        read(io.BytesIO(content), Asked("mine"), folder / "kept.npz")
    except NotADataset as error:
        sentence = str(error)
        assert sentence and "\n" not in sentence and len(sentence) < 400, sentence
        return sentence
    return ""


def bits(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return chance.choice((content[:first], content[last:], content[:first] + content[last:], content[first:last]))


def repeated(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:last] + content[first:last] + content[last:]


def numbers(content: bytes, chance: random.Random) -> bytes:
    """Sizes, offsets and counts are replaced by extreme ones."""
    changed, at = bytearray(content), chance.randrange(len(content) - 8)
    size = chance.choice((2, 4, 8))
    value = chance.choice((0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), chance.randrange(2 ** (8 * size))))
    changed[at : at + size] = value.to_bytes(size, "little")
    return bytes(changed)


def directory(content: bytes, chance: random.Random) -> bytes:
    """The same among the entries of the archive's directory."""
    start = content.find(b"PK\1\2")
    return content[:start] + numbers(content[start:], chance)


HEADERS = (
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 4), }",
    "{'descr': '<f8', 'fortran_order': True, 'shape': (999999999, 1), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '<U0', 'fortran_order': False, 'shape': (10000000000000000000,), }",
    "{'descr': '|V8', 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-12, -4), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (12, 0, 4), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (True, 4), }",
    "{'descr': [('a', '<f8', (2, 2))], 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': ('<f8', (3,)), 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '<M8[s]', 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '<f16', 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (12, 4), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': " + "(" * 4000,
    "{'descr': '<f8', 'fortran_order': False, 'shape': (" + "1," * 3000 + "), }",
    "{'descr': '" + "<" * 8000 + "', 'fortran_order': False, 'shape': (12, 4), }",
    "[1, 2]",
    "\0" * 60,
)


def header(_content: bytes, chance: random.Random) -> bytes:
    """An archive whose members are right, but for what one header says."""
    text = chance.choice(HEADERS).encode()
    version = chance.choice((b"\1\0", b"\1\0", b"\2\0", b"\3\0", b"\7\7"))
    length = struct.pack("<H" if version == b"\1\0" else "<I", chance.choice((len(text), len(text), 0, 60000)))
    wrong = b"\x93NUMPY" + version + length + text + bytes(chance.choice((0, 8, 384, 4096)))
    return rewritten({chance.choice(("x_test", "y_test", "x_train", "classes", "kind")): wrong}, chance)


def rewritten(wrong: dict[str, bytes], chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(buffer, "w", method) as archive, zipfile.ZipFile(io.BytesIO(npz(**arrays_of()))) as right:
        members = {name.removesuffix(".npy"): right.read(name) for name in right.namelist()}
        for name, content in {**members, **wrong}.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (bits, bits, cut, repeated, numbers, directory, header)


def mutations() -> Iterator[bytes]:
    chance, stored = random.Random(0), io.BytesIO()
    arrays = {**arrays_of(), "classes": np.array(["a", "b", "c", "d"]), "kind": "image"}
    np.savez(stored, **arrays)
    originals = (npz(**arrays), stored.getvalue())
    for number in range(MUTATIONS):
        yield WAYS[number % len(WAYS)](chance.choice(originals), chance)


@pytest.mark.filterwarnings("ignore::UserWarning")  # zipfile's own, of names that are there twice
def test_no_damaged_file_does_harm(tmp_path: Path) -> None:
    said, slowest = [], 0.0
    tracemalloc.start()
    try:
        for content in mutations():
            began = time.process_time()
            said.append(attempt(content, tmp_path))
            slowest = max(slowest, time.process_time() - began)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(said) >= 2000 and slowest < MOST_SECONDS and peak < MOST_BYTES
    # A few changes do not matter, as those of dates; and what is said is not always the same.
    assert said.count("") < 0.4 * len(said) and len(set(said)) > 40


def bomb(shape: tuple[int, ...], dtype: str) -> bytes:
    """A small file of a large array of zeros."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": dtype, "fortran_order": False, "shape": shape})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("x_test.npy", "w", force_zip64=True) as member:
            member.write(head.getvalue())
            left, zeros = int(np.prod(shape)) * np.dtype(dtype).itemsize, bytes(2**22)
            while left > 0:
                left -= member.write(zeros[:left])
        part = io.BytesIO()
        np.save(part, np.arange(shape[0]) % 2)
        archive.writestr("y_test.npy", part.getvalue())
    return buffer.getvalue()


def test_a_bomb_is_read_in_blocks_and_refused(tmp_path: Path) -> None:
    content = bomb((200, 2**17), "<f8")  # 210 MB of zeros
    assert len(content) < 500_000
    tracemalloc.start()
    said = attempt(content, tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said == "x_test must have different values; all are 0" and peak < MOST_BYTES


def test_a_bomb_of_arrays_is_not_listed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(70_000):
            archive.writestr(f"{number}.npy", b"")
    assert attempt(buffer.getvalue(), tmp_path) == "the file cannot be read: it holds more than 64 arrays"
    tracemalloc.start()
    attempt(buffer.getvalue(), tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20


def test_programs_are_not_run(tmp_path: Path) -> None:
    flag = tmp_path / "flag"

    class Touch:
        def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
            return Path.touch, (flag,)

    buffer = io.BytesIO()
    np.savez(buffer, **{**arrays_of(), "x_test": np.array([Touch()] * 12, object)})
    assert "array of objects, which could hold programs" in attempt(buffer.getvalue(), tmp_path)
    assert attempt(pickle.dumps(Touch()), tmp_path) and not flag.exists()


def test_members_of_one_name_and_other_compressions_are_refused(tmp_path: Path) -> None:
    twice, packed = io.BytesIO(npz(**arrays_of())), io.BytesIO()
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("x_test.npy", b"")
    assert attempt(twice.getvalue(), tmp_path) == "the file cannot be read: it holds two arrays of one name"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("x_test.npy", b"something")
    assert "x_test is compressed in a way that is not read" in attempt(packed.getvalue(), tmp_path)
