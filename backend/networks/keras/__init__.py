"""Networks from Keras files, read as data: no TensorFlow, no pickle, no code of the file's.

`container` opens a .keras or .h5 file within bounds, `chain` puts its layers in order, `translate` turns them into Mhoscope's.
"""

from backend.layers import NotSupported
from backend.networks.keras.chain import NotAKerasFile
from backend.networks.keras.container import read
from backend.networks.keras.named import with_weights
from backend.networks.keras.output import remarks
from backend.networks.keras.translate import translate

__all__ = ["NotAKerasFile", "NotSupported", "read", "remarks", "translate", "with_weights"]
