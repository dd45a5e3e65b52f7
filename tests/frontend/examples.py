"""Runs, points, networks and estimates as the API answers them, for tests to change what they are about."""

from __future__ import annotations

from typing import Any

from backend.schemas.energy import EnergyEstimate
from backend.schemas.network import NetworkCard
from backend.schemas.run import Point, Run
from backend.schemas.spec import Spec
from frontend.kit.state import View, spec_of


def a_spec(**fields: Any) -> Spec:
    """Of a view with these fields."""
    return Spec.model_validate(spec_of(View(**fields)))


def a_point(network: str, x: float, accuracy: float, **more: Any) -> Point:
    fields = {
        "y": None,
        "ci_low": accuracy - 0.02,
        "ci_high": accuracy + 0.01,
        "std_draws": 0.05,
        "p10": accuracy - 0.1,
        "p90": accuracy + 0.1,
        "draws": 12,
        "images": 500,
    }
    return Point.model_validate({"network": network, "x": x, "accuracy": accuracy, **fields, **more})


def a_run(spec: Spec, **more: Any) -> Run:
    """Without points, unless some are given; what is given is not checked."""
    run = Run(
        id="r1",
        state="done",
        created_at="2026-11-24T10:00:00+00:00",
        spec=a_spec(),
        spec_hash=spec.spec_hash,
        engine_version="1",
        points=[],
        clean={},
        energy={},
        progress=0.0,
        sequence=1,
    )
    return run.model_copy(update={"spec": spec, **more})


def an_estimate(network: str, **components: float) -> EnergyEstimate:
    total = sum(components.values())
    return EnergyEstimate(
        network=network,
        technology="marinella-2018",
        mode="inference",
        components=components,
        total_pj=total,
        pj_per_mac=total / 1000,
        macs=1000,
        source="",
    )


def a_card(network: str, **more: Any) -> NetworkCard:
    dataset, name = network.split("/")
    fields = {
        "family": name.split("-")[0],
        "time_steps": None,
        "training_noise": 0.0,
        "parameters": 100,
        "cells": 200,
        "clean_accuracy": 0.976,
        "origin": "zoo",
        "input_shape": (8, 8, 1),
        "layers": (),
        "macs": 100,
        "weights_sha256": "",
    }
    return NetworkCard.model_validate({"id": network, "dataset": dataset, **fields, **more})
