"""What is asked about the dynamics of recurrent networks."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, field_validator

from backend.schemas.setting import Setting
from backend.schemas.spec import NetworkId

Part = Literal["trajectories", "distances", "spectrum", "gradients", "basins"]
PARTS: tuple[Part, ...] = get_args(Part)
"""Everything that can be asked for, in the order in which it is answered."""
Kick = Annotated[float, Field(gt=0, le=100)]


class DynamicsRequest(Setting):
    """A request for the dynamics of recurrent networks on chips of one setting. Every field but `networks` has a default."""

    version: Literal[1] = 1
    networks: list[NetworkId] = Field(min_length=1, max_length=12, description="Recurrent networks, as `<dataset>/<name>`.")
    parts: list[Part] = Field(default_factory=lambda: list(PARTS), min_length=1, description="What is asked for.")
    images: int = Field(200, ge=10, le=2000, description="Test images, from the start of the test set; at most what it has.")
    draws: int = Field(16, ge=2, le=200, description="Draws (simulated chips).")
    extended_steps: int = Field(100, ge=1, le=2000, description="Time steps after the image, for `basins`.")
    kicks: list[Kick] = Field(
        default_factory=lambda: [0.05, 0.1, 0.2, 0.5, 1.0, 2.0],
        min_length=1,
        max_length=20,
        description="Sizes of kicks of a state in a random direction, as a fraction of the RMS norm of the states, for `basins`.",
    )
    seed: int = Field(0, ge=0, le=2**53 - 1, description="Seed of all random numbers.")

    @field_validator("networks", "parts", "kicks")
    @classmethod
    def _named_once(cls, named: list[str]) -> list[str]:
        if len(set(named)) != len(named):
            raise ValueError("each must be named once")
        return named

    @property
    def setting(self) -> Setting:
        """The setting alone."""
        return Setting.model_validate({name: getattr(self, name) for name in Setting.model_fields})
