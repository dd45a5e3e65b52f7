"""Stories: views in an order, for a talk. A story is kept in the browser; the API only turns it into a page."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

MOST_STEPS = 100


class StoryStep(BaseModel):
    """One view, with its figure as it was when the step was added."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(max_length=200)]
    notes: Annotated[str, Field(max_length=5000)] = ""
    link: Annotated[str, Field(pattern=r"^/([^/\\].*)?$", max_length=4000)] = Field(
        "/", description="Path and search part on this site."
    )
    scheme: Literal["light", "dark"] = "light"
    figure: dict[str, Any] | None = Field(None, description="data and layout, as Plotly takes them.")

    @field_validator("figure")
    @classmethod
    def _is_a_figure(cls, figure: dict[str, Any] | None) -> dict[str, Any] | None:
        if figure is not None and not (isinstance(figure.get("data"), list) and isinstance(figure.get("layout"), dict)):
            raise ValueError("figure must have a list `data` and an object `layout`")
        return figure


class Story(BaseModel):
    """The body of `POST /api/v1/stories/page`."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    title: Annotated[str, Field(max_length=200)] = ""
    steps: Annotated[list[StoryStep], Field(min_length=1, max_length=MOST_STEPS)]
