"""Keras files are opened by another process, which may end, or be ended, without harm to this one."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from backend.networks.keras import reader
from backend.networks.keras.calls import NotAKerasFile
from backend.networks.keras.container import MOST_WEIGHTS_IN_ALL, Floats, KerasFile
from backend.networks.keras.graph import Link

TOO_LONG = f"the file is damaged, or made to do harm: reading it took more than {reader.CPU_S} s"
DEADLY = "the file is damaged, or made to do harm: it ended the process that read it"
PROGRAM = f"import sys; from {reader.__name__} import main; sys.exit(main())"
_PACKAGES = Path(__file__).parents[3]
_free: dict[int, list[_Reader]] = {}
"""Readers that wait for a file, by the process that started them: a fork of this one must not use the same pipes."""


def read(content: bytes) -> KerasFile:
    """A model from the bytes of a .keras or .h5 file, within limits of time and memory. Raises NotAKerasFile."""
    free = _free.setdefault(os.getpid(), [])
    while True:
        asked = free.pop() if free else _Reader()
        try:
            file = asked.answer(content)
        except (EOFError, BrokenPipeError):
            code = asked.end()
            if code:
                late = code in [128 + number for number in reader.OUT_OF_TIME]
                raise NotAKerasFile(TOO_LONG if late else DEADLY) from None
            continue  # it had waited long enough for a file
        except NotAKerasFile:
            free.append(asked)
            raise
        free.append(asked)
        return file


class _Reader:
    """A process that runs `reader`."""

    def __init__(self) -> None:
        known = os.environ.get("PYTHONPATH")
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join([str(_PACKAGES), *([known] if known else [])]), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    def answer(self, content: bytes) -> KerasFile:
        """Raise NotAKerasFile, or EOFError or BrokenPipeError if the process has ended."""
        self._to.write(reader.LENGTH.pack(len(content)))
        self._to.write(content)
        self._to.flush()
        said = json.loads(self._bytes(reader.LENGTH.unpack(self._bytes(reader.LENGTH.size))[0]))
        if reader.REFUSED in said:
            raise NotAKerasFile(said[reader.REFUSED])
        shapes = said[reader.SHAPES]
        if sum(prod(shape) for several in shapes.values() for shape in several) > MOST_WEIGHTS_IN_ALL:
            raise EOFError
        arrays = {path: [self._array(shape) for shape in several] for path, several in shapes.items()}
        layers = [_link(layer, said[reader.CONFIGS]) for layer in said[reader.LAYERS]]
        return KerasFile(layers, [arrays[layer.path] for layer in layers], said[reader.VERSION])

    def _array(self, shape: list[int]) -> Floats:
        array = np.empty(shape, np.float32)
        array.reshape(-1).view(np.uint8)[:] = np.frombuffer(self._bytes(array.nbytes), np.uint8)
        return array

    def _bytes(self, count: int) -> bytes:
        got = self._from.read(count)
        if len(got) < count:
            raise EOFError
        return got

    def end(self) -> int:
        """End the process if it has not ended; return its exit code."""
        for pipe in (self._to, self._from):
            with suppress(BrokenPipeError):  # what it did not read any more
                pipe.close()
        return self._process.wait()


def _link(said: dict[str, Any], configs: list[Any]) -> Link:
    return Link(**{**said, "config": configs[said["config"]], "inputs": tuple(said["inputs"])})


@atexit.register
def _end_all() -> None:
    for one in _free.pop(os.getpid(), ()):
        one.end()
