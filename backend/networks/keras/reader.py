"""The program that opens Keras files: HDF5, a library in C, runs on files that were made to end it, or never to come to an end.

It forks for each file: the fork reads one request from standard input and writes one answer to standard output, within limits
of processor time and memory and without a right to open or write any file. The program ends with a fork that did not answer.
"""

from __future__ import annotations

import codecs
import json
import os
import resource
import select
import signal
import struct
import sys
from typing import Any

from backend.networks.keras.calls import NotAKerasFile
from backend.networks.keras.container import Floats, KerasFile, read

CPU_S = 3
"""Processor time for one file, in seconds; 160 MB of packed weights take one or two."""
WALL_S = 60
"""For one file, in seconds of the clock, if it does not even compute."""
MOST_MEMORY = 512 * 2**20
"""Bytes of a fork: a file of at most 256 MB as it is unpacked, and its arrays."""
IDLE_S = 60
"""After so many seconds without a file the program ends, and its memory is free."""
LENGTH = struct.Struct("<Q")
"""Stands before a file, and before what is said of it."""
REFUSED, LAYERS, CONFIGS, SHAPES, VERSION = "refused", "layers", "configs", "shapes", "version"
NO_FILE = 3
"""A fork ends with this if there was none, and so does the program: whoever asked is gone."""
CODECS = ("ascii", "cp437", "latin-1", "utf-8")
"""Names in files are written in these, whose modules Python imports at the first use: too late for a fork."""
OUT_OF_TIME = (signal.SIGXCPU, signal.SIGALRM)


def main() -> int:
    """Answer one file after the other; return 0 after some idle time, else what a fork ended with, as a process' exit code."""
    for name in CODECS:
        codecs.lookup(name)
    while select.select([sys.stdin.fileno()], [], [], IDLE_S)[0]:
        fork = os.fork()
        if not fork:
            _serve()
        code = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
        if code:
            return code if code > 0 else 128 - code
    return 0


def _serve() -> None:
    """Answer the file on standard input, and end this process."""
    content = _file()
    if content is None:
        os._exit(NO_FILE)
    _limit()
    head, arrays = _answer(content)
    text = json.dumps(head).encode()
    with open(sys.stdout.fileno(), "wb", closefd=False) as out:
        out.write(LENGTH.pack(len(text)) + text)
        out.writelines(array.tobytes() for array in arrays)
    os._exit(0)


def _file() -> bytes | None:
    # Unbuffered: what comes after belongs to another fork.
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as source:
        begin = source.read(LENGTH.size)
        if len(begin) < LENGTH.size:
            return None
        content, filled = bytearray(LENGTH.unpack(begin)[0]), 0
        while filled < len(content):
            got = source.readinto(memoryview(content)[filled:])
            if not got:
                return None
            filled += got
    return bytes(content)


def _limit() -> None:
    """From here on a file that takes too much ends this process, and no other file can be opened, HDF5's links included."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.alarm(WALL_S)


def _answer(content: bytes) -> tuple[dict[str, Any], list[Floats]]:
    """What is said of a file, to become JSON, and the arrays whose shapes are in it."""
    try:
        file = read(content)
    except NotAKerasFile as error:
        return {REFUSED: str(error)}, []
    weights = {layer.path: arrays for layer, arrays in zip(file.layers, file.weights, strict=True)}
    shapes = {path: [array.shape for array in arrays] for path, arrays in weights.items()}
    head = {**_layers(file), SHAPES: shapes, VERSION: file.version}
    return head, [array for arrays in weights.values() for array in arrays]


def _layers(file: KerasFile) -> dict[str, Any]:
    """Layers with the numbers of their configurations, each of which is said once, as often as its layer is called."""
    configs = {id(layer.config): layer.config for layer in file.layers}
    numbers = {key: number for number, key in enumerate(configs)}
    said = [vars(layer) | {"config": numbers[id(layer.config)]} for layer in file.layers]
    return {LAYERS: said, CONFIGS: list(configs.values())}
