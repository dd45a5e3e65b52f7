"""Networks from Keras files, read as data: no TensorFlow, no pickle, no code of the file's.

`apart` has another process open a .keras or .h5 file (`reader`, with `container`, within bounds), `graph` puts its layers in
order (with `calls` and `operators`), `output` finds the logits, `translate` turns layers into Mhoscope's.
"""

from backend.layers import NotSupported
from backend.networks.keras.apart import read
from backend.networks.keras.calls import NotAKerasFile
from backend.networks.keras.named import with_weights
from backend.networks.keras.output import remarks
from backend.networks.keras.translate import translate

__all__ = ["NotAKerasFile", "NotSupported", "read", "remarks", "translate", "with_weights"]
