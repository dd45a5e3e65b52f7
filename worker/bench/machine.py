"""On what was measured, and with which versions."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

from backend.schemas.version import ENGINE_VERSION
from worker.process.sharing import usable_cores


@dataclass(frozen=True)
class Machine:
    processor: str
    cores: int
    """That this process may use."""
    memory_gib: float
    system: str
    python: str
    numpy: str
    blas: str
    """Library of matrix products, its version, and the kernel that it chose for this processor."""
    mhoscope: str
    engine: str
    load: float
    """Processes that wanted a core in the minute before: more than 0 disturbs what is measured."""


def this_machine() -> Machine:
    # Imported here: the number of threads is read from the environment when it is first loaded.
    import numpy as np
    from threadpoolctl import threadpool_info

    np.ones((2, 2), np.float32) @ np.ones((2, 2), np.float32)
    libraries = [one for one in threadpool_info() if one["user_api"] == "blas"]
    blas = [f"{one['internal_api']} {one['version']} ({one.get('architecture', 'unknown kernel')})" for one in libraries]
    return Machine(
        processor=_processor(),
        cores=usable_cores(),
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        numpy=np.__version__,
        blas=", ".join(blas) or "unknown",
        mhoscope=version("mhoscope"),
        engine=str(ENGINE_VERSION),
        load=round(psutil.getloadavg()[0], 1),
    )


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
