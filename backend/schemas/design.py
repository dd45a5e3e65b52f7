"""Design questions: which device, converter or network keeps the accuracy high enough."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.schemas.energy import DEFAULT_TECHNOLOGY
from backend.schemas.job import JobContract, JobState
from backend.schemas.setting import Setting, Strict
from backend.schemas.spec import NetworkId, Sampling

Question = Literal[
    "largest_noise", "fewest_bits", "cheapest_network", "noise_budget", "layer_sensitivity", "digital_layers", "attribution"
]
SplitBy = Literal["causes", "layers"]
"""What the loss of an `attribution` is split over."""
NOISES = ("internal_noise.programming", "internal_noise.read")
BITS = ("converters.adc_bits", "converters.dac_bits", "converters.weight_bits")


class Target(Strict):
    """The smallest sufficient accuracy."""

    value: float = Field(0.95, gt=0, le=1)
    kind: Literal["absolute", "share"] = Field(
        "share", description="absolute: a fraction of all images; share: a fraction of the clean accuracy."
    )


class DesignRequest(Setting):
    """A design question about networks at one setting; the parameter to be found replaces that of the setting."""

    question: Question
    networks: list[NetworkId] = Field(min_length=1, max_length=12)
    parameter: Literal[
        "internal_noise.programming",
        "internal_noise.read",
        "converters.adc_bits",
        "converters.dac_bits",
        "converters.weight_bits",
    ] = Field("internal_noise.programming", description="The parameter to be found, for `largest_noise` and `fewest_bits`.")
    target: Target = Field(default_factory=Target)
    largest: float = Field(0.3, gt=0, le=1, description="Upper end of the search for noise.")
    technology: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] = Field(
        DEFAULT_TECHNOLOGY, description="Technology of the energies, for `cheapest_network` and `digital_layers`."
    )
    split_by: SplitBy = Field(
        "causes", description="What the lost accuracy is split over, for `attribution`: causes, or layers and the test-set noise."
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
        """The setting alone."""
        return Setting.model_validate({name: getattr(self, name) for name in Setting.model_fields})

    @property
    def searched(self) -> tuple[str, ...]:
        """The field that a question looks for, if it is of the setting."""
        return (self.parameter,) if self.question in ("largest_noise", "fewest_bits") else ()


class Measured(Strict):
    """The accuracy at one setting: mean over draws and confidence interval, as fractions."""

    accuracy: float
    ci_low: float
    ci_high: float


class Tried(Measured):
    """The accuracy at one value of a search."""

    value: float


class Threshold(Strict):
    """Answer to `largest_noise` and `fewest_bits` for one network."""

    network: str
    outcome: Literal["found", "everywhere", "nowhere"]
    value: float | None = Field(description="The last value at which the target is reached; null if there is none.")
    ci_low: float = Field(description="Lower end of the range in which the measurements cannot decide; ci_high is the upper end.")
    ci_high: float
    target: float = Field(description="The target, as an accuracy.")
    clean: float
    monotone: bool = Field(description="False if the accuracy is not monotonic, beyond the confidence intervals.")
    measured: list[Tried]


Verdict = Literal["enough", "likely", "unlikely", "not enough"]


class Candidate(Measured):
    """Answer to `cheapest_network` for one network."""

    network: str
    energy_pj: float
    target: float
    clean: float
    verdict: Verdict = Field(description="Decided by the whole interval if possible (enough, not enough), otherwise by the mean.")


class Share(Strict):
    """The part of one cause in a `noise_budget`."""

    cause: Literal["device", "converter", "input"]
    part: float = Field(
        description="Accuracy lost to this cause, averaged over all orders of adding the causes; the parts sum to the whole loss."
    )
    alone: float = Field(description="Accuracy lost to this cause without the others.")


class Budget(Strict):
    """Answer to `noise_budget` for one network."""

    network: str
    clean: Measured
    noisy: Measured
    shares: list[Share]


class LayerDrop(Strict):
    """Accuracy lost with noise in one layer only (null: in all layers); the interval is that of the noisy accuracy."""

    layer: int | None
    kind: str
    drop: float
    ci_low: float
    ci_high: float


class Sensitivity(Strict):
    """Answer to `layer_sensitivity` for one network."""

    network: str
    clean: float
    layers: list[LayerDrop]


class DigitalChoice(Measured):
    """The accuracy with some layers digital, and the energy of one inference."""

    layers: list[str] = Field(description="Names of the digital layers, in the order of the network.")
    energy_pj: float
    verdict: Verdict


class DigitalLayers(Strict):
    """Answer to `digital_layers` for one network."""

    network: str
    clean: float
    target: float
    exact: bool = Field(
        description="Whether every choice of layers was considered, in the order of energy: the cheapest that keeps the target "
        "is then found. Otherwise layers became digital one after another, the most sensitive first."
    )
    chosen: int | None = Field(description="Place of the answer in `choices`; null if none of them keeps the target.")
    choices: list[DigitalChoice] = Field(description="What was measured, in order; the first has no further layer digital.")


class CauseShare(Strict):
    """The part of one cause, or of one layer, in an `attribution`: fractions of the images, 0 for a cause that is off."""

    cause: str = Field(description="Id of the cause; the name of a layer.")
    title: str
    on: bool
    part: float = Field(
        description="Accuracy lost to this cause, averaged over all orders of switching the causes on (Shapley value). The parts "
        "of all causes sum to the whole loss."
    )
    ci_low: float = Field(description="Lower end of the interval of `part`, over draws; ci_high is the upper end.")
    ci_high: float
    alone: float = Field(description="Accuracy lost to this cause without the others.")


class Attribution(Strict):
    """Answer to `attribution` for one network."""

    network: str
    split_by: SplitBy
    clean: float
    noisy: Measured
    parts: list[CauseShare] = Field(description="Every cause, in the order of the options; those that are off have 0.")
    exact: bool = Field(description="Whether every coalition of causes was simulated; otherwise random orders of them.")
    coalitions: int = Field(description="Different settings that were simulated for each draw, the clean one among them.")
    draws: int
    images: int = Field(description="Images that each chip was shown, the same for all settings of a draw.")


Answer = Threshold | Candidate | Budget | Sensitivity | DigitalLayers | Attribution


class Design(Strict):
    """A design question with its state and answers."""

    id: str
    request: DesignRequest
    state: JobState
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    answers: list[Answer] = Field(description="One for each network, in the order of the request, added as they are found.")
    settings_measured: int = Field(
        description="Number of settings whose accuracy was measured so far; an `attribution` counts those of each draw."
    )
    engine_version: str
    error: str | None
    sequence: int


class DesignList(Strict):
    """A page of design questions."""

    items: list[Design]
    total: int


DESIGN_JOBS = JobContract("/designs", DesignRequest, Design, DesignList)
