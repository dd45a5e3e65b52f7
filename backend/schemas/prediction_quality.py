"""How well predicted accuracies agree with those of simulated chips: what was measured over the networks that ship."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MarginAgreement(_Wire):
    """Noise margins, predicted and measured: the largest noise that keeps 95 % of the clean accuracy."""

    kind: str = Field(description="programming or read.")
    networks: int = Field(description="Networks whose margin was measured and predicted.")
    left: int = Field(description="Networks of which one of both was not within reach.")
    rank_correlation: float = Field(description="Spearman's, of predicted and measured margins.")
    low: float = Field(description="Of its 95 % interval, by a bootstrap over networks.")
    high: float
    ratio: float = Field(description="Median of predicted over measured margin.")
    ratio_10: float = Field(description="10th percentile of that ratio.")
    ratio_90: float
    error: float = Field(description="Mean of predicted accuracy at the measured margin less the measured one, as a fraction.")
    rms: float = Field(description="Root mean square of that error.")


class BandAgreement(_Wire):
    """Accuracies of one group of settings in one band of what is left of the clean accuracy."""

    group: str
    low: float = Field(description="The measured share of the clean accuracy is from this on.")
    high: float = Field(description="And below this; 1 includes all above.")
    points: int
    error: float = Field(description="Mean of predicted less measured accuracy, as a fraction.")
    rms: float


class MarginPair(_Wire):
    """One network's noise margins."""

    network: str
    kind: str
    predicted: float
    measured: float
    low: float | None
    high: float | None


class PredictionQuality(_Wire):
    """All of it. Times are seconds of one processor core."""

    date: str
    images: int
    margins: list[MarginAgreement]
    bands: list[BandAgreement]
    pairs: list[MarginPair] = Field(description="Every network of which both margins are known.")
    failures: list[MarginPair] = Field(description="Those whose margins differ most, the worst first.")
    left_out: list[str] = Field(description="What predictions leave out of the settings that were measured.")
    tables_s: float = Field(description="Median time to make a network's tables; then the longest.")
    most_tables_s: float
    curve_s: float = Field(description="Median time of a curve of 20 points once they are there; then the longest.")
    most_curve_s: float
