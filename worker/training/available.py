"""Whether networks can be trained here: TensorFlow and Keras are half a gigabyte that a lean installation leaves out."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from importlib.util import find_spec

LIBRARIES = ("tensorflow", "keras")


class NoTensorFlow(RuntimeError):
    """What training needs is not installed; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(f"training needs TensorFlow and Keras, which are not installed: {_what_to_do()}")


def require_training() -> None:
    """Raises NoTensorFlow unless the libraries are here. They are not loaded for that."""
    if not all(map(find_spec, LIBRARIES)):
        raise NoTensorFlow


def training_versions() -> str:
    """Such as "TensorFlow 2.21.0, Keras 3.15.1". Raises NoTensorFlow."""
    require_training()
    return f"TensorFlow {version('tensorflow')}, Keras {version('keras')}"


def _what_to_do() -> str:
    # As the extra `training` in pyproject.toml has it.
    if sys.version_info >= (3, 14):
        return "TensorFlow has no package for Python 3.14 yet; with Python 3.11 to 3.13 networks can be trained"
    if sys.platform == "darwin" and platform.machine() != "arm64":
        return "TensorFlow has no package for Macs with an Intel processor; everything else works"
    return f'run `{sys.executable} -m pip install "mhoscope[training]"`'
