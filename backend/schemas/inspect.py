"""Looking at single images and single chips: votes, test images under noise, mistakes, crossbars.

Pictures travel as base64 text of raw numbers in row-major order: `Bytes` of unsigned bytes (a value from 0 to 255, those of a
pixel's channels side by side), `Floats32` of little-endian float32.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from backend.schemas.dataset import MOST_CLASSES
from backend.schemas.setting import Setting, Strict
from backend.schemas.spec import NetworkId

MOST_CHIPS = 100
MOST_PICTURES = 60
MOST_SIDE = 192
DRAWING_SIDE = 140

Bytes = Annotated[str, Field(description="Base64 of unsigned bytes, row by row.")]
Floats32 = Annotated[str, Field(description="Base64 of little-endian float32, row by row.")]
Draw = Annotated[int, Field(ge=0, le=9_999, description="Number of the simulated chip.")]
ImageIndex = Annotated[int, Field(ge=0, le=9_999, description="Place of an image in the test set, from 0.")]
Label = Annotated[int, Field(ge=0, lt=MOST_CLASSES)]
"""A class by its number; whether the data set has it is checked with its record."""
Channels = Annotated[int, Field(description="Values of one pixel.")]


class Look(Setting):
    """A network at a setting: what every question here begins with."""

    network: NetworkId
    images: int = Field(
        10_000,
        ge=1,
        le=10_000,
        description="Test images, from the start of the test set, as in a run: their noise is drawn together.",
    )
    seed: int = Field(0, ge=0, le=2**53 - 1)

    @property
    def setting(self) -> Setting:
        return Setting.model_validate({name: getattr(self, name) for name in Setting.model_fields})

    @property
    def classes(self) -> dict[str, int | None]:
        """Fields that name a class of the data set each."""
        return {}


class ImagesRequest(Look):
    """Test images as one chip gets to see them: those of `indices`, or a page of all of them or of one class."""

    draw: Draw = 0
    indices: list[ImageIndex] | None = Field(None, min_length=1, max_length=MOST_PICTURES)
    label: Label | None = Field(None, description="Only images of this class.")
    offset: int = Field(0, ge=0, le=10_000)
    limit: int = Field(24, ge=1, le=MOST_PICTURES)

    @property
    def classes(self) -> dict[str, int | None]:
        return {"label": self.label}


class Picture(BaseModel):
    """One test image, without and with the test-set noise of one draw."""

    index: int
    label: int
    before: Bytes
    after: Bytes


class Pictures(BaseModel):
    dataset: str
    shape: tuple[int, int] = Field(description="Height and width of one image.")
    channels: Channels = 1
    items: list[Picture]
    total: int = Field(description="Images there are to page through.")


class Drawing(Strict):
    """A picture drawn by hand, a square of bytes: 0 is paper, 255 ink."""

    side: int = Field(ge=8, le=DRAWING_SIDE)
    ink: Annotated[str, Field(max_length=4 * (DRAWING_SIDE**2 // 3 + 1))] = Field(description="Base64 of side x side bytes.")


class VotesRequest(Look):
    """One image, a test image or a drawing, shown to chips 0 to `draws` - 1."""

    draws: int = Field(50, ge=1, le=MOST_CHIPS, description="Simulated chips that vote.")
    image: ImageIndex | None = None
    drawing: Drawing | None = None
    chip: Draw = Field(0, description="The chip whose hidden states are told.")
    hidden: bool = Field(True, description="Whether to tell the hidden states of recurrent layers.")

    @model_validator(mode="after")
    def _one_image(self) -> VotesRequest:
        if (self.image is None) == (self.drawing is None):
            raise ValueError("either image or drawing must be given, and not both")
        if self.chip >= self.draws:
            raise ValueError(f"chip must be less than draws, which is {self.draws}; received {self.chip}")
        return self


class HiddenStates(BaseModel):
    """h_1 ... h_T of one recurrent layer, each picture (units, T)."""

    layer: int
    kind: str
    time_steps: int
    units: int
    values_per_step: int = Field(description="Input values that are read at each time step.")
    clean: Floats32 = Field(description="Without any noise.")
    chip: Floats32 = Field(description="On the chip that was asked for.")
    spread: Floats32 = Field(description="Standard deviation over the chips.")


class Votes(BaseModel):
    """What each chip says, and what the network says without any noise.

    Writing many chips may take long: then `answers` are fewer than were asked for, and who asks again gets more.
    """

    shape: tuple[int, int]
    channels: Channels = 1
    pixels: Bytes = Field(description="The image as the network gets it, without noise.")
    seen: Bytes = Field(description="The image as `chip` gets to see it.")
    label: int | None = Field(description="What a test image shows; null for a drawing.")
    answers: list[int] = Field(description="The class that each chip says, chip 0 first.")
    votes: list[int] = Field(description="Chips for each class.")
    shares: list[float] = Field(description="Softmax of each class, mean over the chips.")
    logits: list[float] = Field(description="Logit of each class, mean over the chips.")
    clean: int = Field(description="The class that the network says without any noise.")
    clean_shares: list[float]
    hidden: list[HiddenStates]
    worked_ms: float = Field(description="Time the worker took, in milliseconds.")


class MistakesRequest(Look):
    """What chips 0 to `draws` - 1 get wrong of the first `images` test images. Ask again until `draws` are done."""

    draws: int = Field(20, ge=1, le=MOST_CHIPS)
    label: Label | None = Field(None, description="Only images that show this class.")
    said: Label | None = Field(None, description="Only images that some chip mistook for this class.")
    offset: int = Field(0, ge=0, le=10_000)
    limit: int = Field(24, ge=1, le=MOST_PICTURES)

    @property
    def classes(self) -> dict[str, int | None]:
        return {"label": self.label, "said": self.said}


class Mistake(BaseModel):
    """One test image that at least one chip gets wrong."""

    index: int
    label: int
    clean: int = Field(description="The class that the network says without any noise.")
    wrong: int = Field(description="Chips that are wrong.")
    said: dict[int, int] = Field(description="Wrong classes, and how many chips said each.")
    pixels: Bytes


class Mistakes(BaseModel):
    """Confusion over the chips that are done so far, and a page of mistaken images, the most mistaken first."""

    dataset: str
    shape: tuple[int, int]
    channels: Channels = 1
    images: int
    draws: int = Field(description="Chips done so far.")
    wanted: int = Field(description="Chips asked for.")
    confusion: list[list[int]] = Field(description="Row: what an image shows; column: what chips said; summed over the chips.")
    clean_confusion: list[list[int]] = Field(description="The same without any noise, once.")
    items: list[Mistake]
    total: int = Field(description="Mistaken images of this class and answer.")


class CrossbarRequest(Look):
    """One layer's crossbar on one chip: all of it, in cells of several weights where it is large, or a window."""

    layer: int | None = Field(None, ge=0, le=1000, description="The layer's place in the network; null: the first with weights.")
    draw: Draw = 0
    part: Literal["weights", "positive", "negative"] = Field(
        "weights", description="The weights, or one of the two devices that hold each."
    )
    top: int = Field(0, ge=0, le=1_000_000)
    left: int = Field(0, ge=0, le=1_000_000)
    side: int | None = Field(None, ge=1, le=MOST_SIDE, description="Rows and columns of the window; null: everything.")


class CrossbarLayer(BaseModel):
    layer: int
    kind: str
    rows: int
    columns: int


class CrossbarPicture(BaseModel):
    """A crossbar before and after it was programmed, each picture (height, width)."""

    layers: list[CrossbarLayer] = Field(description="Layers of the network that lie on crossbars.")
    layer: int
    rows: int = Field(description="Rows of the whole crossbar.")
    columns: int
    top: int
    left: int
    cell: tuple[int, int] = Field(description="Rows and columns that one cell of the picture stands for; (1, 1) is every weight.")
    height: int
    width: int
    unit: str = Field(description="What the numbers are.")
    low: float = Field(description="Lowest possible target.")
    high: float
    target: Floats32 = Field(description="What was to be written; of a cell of several weights, the mean.")
    programmed: Floats32 = Field(description="What the chip holds; of a cell of several weights, the mean.")
    error: Floats32 = Field(description="Programmed less target; of a cell of several weights, the root mean square.")
    carried: Floats32 | None = Field(
        description="With resistive wires: the share of the devices' current that gets through (NaN where there is none). "
        "Null for ideal wires, interleaved ones, and weights whose bits are spread over several devices."
    )
    rms_error: float = Field(description="Root mean square error of the whole crossbar.")
    note: str
