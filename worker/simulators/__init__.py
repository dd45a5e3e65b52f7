"""Networks on their test images, ready to be simulated: built once per process, and cached between tasks."""

from worker.simulators.cache import CALIBRATION_IMAGES, EVERY_IMAGE, Simulators
from worker.simulators.inputs import measure_upload
from worker.simulators.network_on_images import NetworkOnImages, measure_clean_accuracy, noise_in_layers

__all__ = [
    "CALIBRATION_IMAGES",
    "EVERY_IMAGE",
    "NetworkOnImages",
    "Simulators",
    "measure_clean_accuracy",
    "measure_upload",
    "noise_in_layers",
]
