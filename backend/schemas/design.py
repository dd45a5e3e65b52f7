"""A design question: what may a device, a converter or a network be like to stay accurate enough?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.schemas.energy import DEFAULT_TECHNOLOGY
from backend.schemas.job import JobContract, JobState
from backend.schemas.setting import Setting, Strict
from backend.schemas.spec import NetworkId, Sampling

Question = Literal["largest_noise", "fewest_bits", "cheapest_network", "noise_budget", "layer_sensitivity"]
NOISES = ("internal_noise.programming", "internal_noise.read")
BITS = ("converters.adc_bits", "converters.dac_bits", "converters.weight_bits")


class Target(Strict):
    """The least accuracy that is enough."""

    value: float = Field(0.95, gt=0, le=1)
    kind: Literal["absolute", "share"] = Field("share", description="Of all images, or a share of the clean accuracy.")


class DesignRequest(Setting):
    """A question about some networks at one setting; the number that is asked for replaces the setting's."""

    question: Question
    networks: list[NetworkId] = Field(min_length=1, max_length=12)
    parameter: Literal[
        "internal_noise.programming",
        "internal_noise.read",
        "converters.adc_bits",
        "converters.dac_bits",
        "converters.weight_bits",
    ] = Field("internal_noise.programming", description="What is looked for, in `largest_noise` and `fewest_bits`.")
    target: Target = Field(default_factory=Target)
    largest: float = Field(0.3, gt=0, le=1, description="Where the search for noise ends.")
    technology: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = Field(
        DEFAULT_TECHNOLOGY, description="For `cheapest_network`."
    )
    images: int = Field(10_000, ge=1, le=10_000)
    sampling: Sampling = Field(default_factory=lambda: Sampling(half_width=0.005, max_draws=60))
    seed: int = Field(0, ge=0, le=2**53 - 1)

    @model_validator(mode="after")
    def _fits(self) -> DesignRequest:
        if len(set(self.networks)) != len(self.networks):
            raise ValueError("each network must be named once")
        if self.sampling.images_per_draw != "all":
            raise ValueError("sampling.images_per_draw must be 'all' in a design question; received 'auto'")
        wanted = {"largest_noise": NOISES, "fewest_bits": BITS}.get(self.question)
        if wanted and self.parameter not in wanted:
            raise ValueError(f"parameter must be one of {', '.join(wanted)} for {self.question}; received {self.parameter!r}")
        if self.internal_noise.device and self.question == "largest_noise":
            raise ValueError("internal_noise.device must be null to look for the largest noise, which a device preset sets")
        return self

    @property
    def setting(self) -> Setting:
        return Setting(
            internal_noise=self.internal_noise, test_noise=self.test_noise, converters=self.converters, crossbar=self.crossbar
        )


class Measured(Strict):
    """The accuracy at one place: mean over draws and its interval, as fractions."""

    accuracy: float
    ci_low: float
    ci_high: float


class Tried(Measured):
    """One place of a search."""

    value: float


class Threshold(Strict):
    """Answer to `largest_noise` and `fewest_bits` for one network."""

    network: str
    outcome: Literal["found", "everywhere", "nowhere"]
    value: float | None = Field(description="The last value on the good side; null if there is none.")
    ci_low: float = Field(description="From here to ci_high the measurements cannot tell.")
    ci_high: float
    target: float = Field(description="Accuracy that was asked for.")
    clean: float
    monotone: bool = Field(description="False if accuracy did not go one way, beyond the intervals.")
    measured: list[Tried]


Verdict = Literal["enough", "likely", "unlikely", "not enough"]


class Candidate(Measured):
    """One network of `cheapest_network`."""

    network: str
    energy_pj: float
    target: float
    clean: float
    verdict: Verdict = Field(description="By the whole interval (enough, not enough) where that decides, else by the mean.")


class Share(Strict):
    """One cause of a `noise_budget`."""

    cause: Literal["device", "converter", "input"]
    part: float = Field(description="Accuracy it takes, averaged over all orders of switching causes on; parts sum to the loss.")
    alone: float = Field(description="Accuracy it takes with the other causes off.")


class Budget(Strict):
    network: str
    clean: Measured
    noisy: Measured
    shares: list[Share]


class LayerDrop(Strict):
    """Accuracy lost with noise in one layer only (null: in all); the interval is that of the noisy accuracy."""

    layer: int | None
    kind: str
    drop: float
    ci_low: float
    ci_high: float


class Sensitivity(Strict):
    network: str
    clean: float
    layers: list[LayerDrop]


Answer = Threshold | Candidate | Budget | Sensitivity


class Design(Strict):
    """A question as the API shows it."""

    id: str
    request: DesignRequest
    state: JobState
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    answers: list[Answer] = Field(description="One for each network, in the order of the request, as they come in.")
    settings_measured: int = Field(description="Places whose accuracy was measured so far.")
    engine_version: str
    error: str | None
    sequence: int


class DesignList(Strict):
    items: list[Design]
    total: int


DESIGN_JOBS = JobContract("/designs", DesignRequest, Design, DesignList)
