"""A design and its parts, for tests of what is said and shown of it."""

from __future__ import annotations

from typing import Any

from backend.schemas.design import Design, DesignRequest, Threshold

NETWORKS = ["digits/mlp-noise0", "digits/cnn-noise0"]
FOUND = Threshold(
    network="digits/mlp-noise0",
    outcome="found",
    value=0.052,
    ci_low=0.045,
    ci_high=0.056,
    target=0.927,
    clean=0.976,
    monotone=True,
    measured=[],
)


def request(question: Any) -> DesignRequest:
    bits = {"parameter": "converters.adc_bits"} if question == "fewest_bits" else {}
    return DesignRequest(question=question, networks=NETWORKS, **bits)


def running(request: DesignRequest) -> Design:
    return Design(
        id="d1",
        request=request,
        state="running",
        created_at="",
        finished_at=None,
        answers=[FOUND],
        settings_measured=9,
        engine_version="1",
        error=None,
        sequence=1,
    )
