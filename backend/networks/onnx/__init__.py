"""Networks from ONNX files, read as data: nothing of the file is run, and no other file is opened.

`wire` counts what a file holds before it is parsed, `file` makes plain nodes and arrays of it, `translate` turns them into
layers, with a reader for each operator in `nodes`. What only turns, cuts or joins axes is kept as a `View` of our values.
"""

from backend.networks.onnx.file import OnnxFile, read
from backend.networks.onnx.named import with_weights
from backend.networks.onnx.translate import Translated, translate
from backend.networks.onnx.wire import NotAnOnnxFile

__all__ = ["NotAnOnnxFile", "OnnxFile", "Translated", "read", "translate", "with_weights"]
