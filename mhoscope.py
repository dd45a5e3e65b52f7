"""Mhoscope as a Python module: everything that notebooks and exported scripts import. It is all defined elsewhere.

Simulate on this machine:

    from mhoscope import simulate

    if __name__ == "__main__":
        result = simulate({"networks": ["digits/rnn-t8-noise0.1"], "sampling": {"half_width": 0.01}})
        for point in result.points:
            print(point.network, point.x, point.accuracy, (point.ci_low, point.ci_high), point.draws)

Use a server, which `mhoscope serve` starts:

    from mhoscope import Client

    with Client("http://127.0.0.1:8765") as client:
        run = client.run({"networks": ["digits/mlp-noise0"]})
        dynamics = client.dynamics({"networks": ["digits/rnn-t8-noise0.1"]})

Simulate single chips:

    from mhoscope import Conditions, Simulator, load_dataset, load_network

    data = load_dataset("digits")
    simulator = Simulator(load_network("digits/mlp-noise0"), data.test_images, data.test_labels)
    print(simulator.correct(Conditions(programming=0.05), seed=0, draw=0) / len(data.test_labels))
"""

from backend.client import Client
from backend.datasets import Dataset, DataSetMissing
from backend.devices.measured import from_csv as device_from_csv
from backend.schemas.device import DeviceError, DevicePreset
from backend.schemas.dynamics import DynamicsRequest, DynamicsResult
from backend.schemas.network import NetworkCard
from backend.schemas.prediction import PredictedCurve
from backend.schemas.problem import ApiProblem
from backend.schemas.run import Point, Result, Run
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.schemas.version import ENGINE_VERSION
from worker.crossbar import (
    GRU,
    LSTM,
    RNN,
    AveragePool2D,
    ChipFailure,
    Conditions,
    Conv2D,
    Dense,
    Device,
    Flatten,
    GlobalPool2D,
    MaxPool2D,
    Network,
    PowerLaw,
    Simulator,
    SkipRNN,
    ZeroPadding2D,
)
from worker.prediction.offline import predict
from worker.runs.adding import add_network
from worker.runs.load import load_card, load_dataset, load_network
from worker.runs.simulate import simulate

__all__ = [
    "ENGINE_VERSION",
    "GRU",
    "LSTM",
    "RNN",
    "ApiProblem",
    "AveragePool2D",
    "ChipFailure",
    "Client",
    "Conditions",
    "Conv2D",
    "DataSetMissing",
    "Dataset",
    "Dense",
    "Device",
    "DeviceError",
    "DevicePreset",
    "DynamicsRequest",
    "DynamicsResult",
    "Flatten",
    "GlobalPool2D",
    "MaxPool2D",
    "Network",
    "NetworkCard",
    "Point",
    "PowerLaw",
    "PredictedCurve",
    "Result",
    "Run",
    "Setting",
    "Simulator",
    "SkipRNN",
    "Spec",
    "ZeroPadding2D",
    "add_network",
    "device_from_csv",
    "load_card",
    "load_dataset",
    "load_network",
    "predict",
    "simulate",
]
