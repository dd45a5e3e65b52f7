"""Test-set noise: what happens to the images."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from backend.schemas.setting.strict import Strict


class TestNoise(Strict):
    """Noise on the test images."""

    __test__ = False  # not a pytest class

    kind: Literal["none", "gaussian", "speckle", "salt_pepper"] = Field(
        "none",
        description="gaussian: x + n; speckle: x (1 + n); salt_pepper: a share of pixels forced to 0 or 1.",
    )
    level: float = Field(
        0.0, ge=0, le=2, description="Standard deviation of n, for pixels from 0 to 1; for salt_pepper, the fraction of pixels."
    )
    clip: bool = Field(
        True,
        description="Whether noisy pixels are clipped to [0, 1]. Otherwise a DAC has a sign for them, and converters are "
        "calibrated on training images with this noise.",
    )

    @property
    def has_chance(self) -> bool:
        """Whether the images of two draws can differ."""
        return bool(self.kind != "none" and self.level)

    @model_validator(mode="after")
    def _fraction(self) -> TestNoise:
        if self.kind == "salt_pepper" and self.level > 1:
            raise ValueError(f"level must be at most 1 for salt_pepper; received {self.level:g}")
        return self
