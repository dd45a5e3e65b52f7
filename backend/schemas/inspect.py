"""Questions of the page "See it": votes of chips, test images with noise, misclassified images, crossbars.

Pictures are base64 text of raw numbers in row-major order: `Bytes` of unsigned bytes (0 to 255, the channels of a pixel side by
side), `Floats32` of little-endian float32.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from backend.schemas.dataset import MOST_CLASSES, MOST_TIME_STEPS, MOST_VALUES
from backend.schemas.setting import Setting, Strict
from backend.schemas.spec import NetworkId

MOST_CHIPS = 100
MOST_CHANGES = 4096
"""Values of a sequence that are changed by hand."""
MOST_PICTURES = 60
MOST_SIDE = 192
DRAWING_SIDE = 140

Bytes = Annotated[str, Field(description="Base64 of unsigned bytes, row by row.")]
Floats32 = Annotated[str, Field(description="Base64 of little-endian float32, row by row.")]
Draw = Annotated[int, Field(ge=0, le=9_999, description="Number of the simulated chip.")]
ImageIndex = Annotated[int, Field(ge=0, le=9_999, description="Index of an image in the test set, from 0.")]
Label = Annotated[int, Field(ge=0, lt=MOST_CLASSES)]
"""The number of a class; whether the data set has it is checked with its record."""
Change = Annotated[
    tuple[
        Annotated[int, Field(ge=0, lt=MOST_TIME_STEPS)],
        Annotated[int, Field(ge=0, lt=MOST_VALUES)],
        Annotated[float, Field(ge=-1, le=2, allow_inf_nan=False)],
    ],
    Field(strict=False),  # JSON has lists
]
"""Time step and feature of a sequence, from 0, and the value that is put there."""
Channels = Annotated[int, Field(description="Values of one pixel.")]


class Look(Setting):
    """The common part of all questions: a network at a setting."""

    network: NetworkId
    images: int = Field(
        10_000,
        ge=1,
        le=10_000,
        description="Number of test images, from the start of the test set, as in a run: their noise is drawn together.",
    )
    seed: int = Field(0, ge=0, le=2**53 - 1)

    @property
    def setting(self) -> Setting:
        """The setting alone."""
        return Setting.model_validate({name: getattr(self, name) for name in Setting.model_fields})

    @property
    def classes(self) -> dict[str, int | None]:
        """Fields that hold the label of a class, with their values."""
        return {}


class ImagesRequest(Look):
    """Test images as one chip is shown them: those of `indices`, or a page of all images or of one class."""

    draw: Draw = 0
    indices: list[ImageIndex] | None = Field(None, min_length=1, max_length=MOST_PICTURES)
    label: Label | None = Field(None, description="Only images of this class.")
    offset: int = Field(0, ge=0, le=10_000)
    limit: int = Field(24, ge=1, le=MOST_PICTURES)

    @property
    def classes(self) -> dict[str, int | None]:
        """Fields that hold the label of a class, with their values."""
        return {"label": self.label}


class Picture(BaseModel):
    """One test image, without and with the test-set noise of one draw."""

    index: int
    label: int
    before: Bytes
    after: Bytes


class Pictures(BaseModel):
    """A page of test images."""

    dataset: str
    shape: tuple[int, int] = Field(description="Height and width of one image.")
    channels: Channels = 1
    items: list[Picture]
    total: int = Field(description="Number of images to page through.")


class Drawing(Strict):
    """A picture drawn by hand, a square of bytes: 0 is paper, 255 is ink."""

    side: int = Field(ge=8, le=DRAWING_SIDE)
    ink: Annotated[str, Field(max_length=4 * (DRAWING_SIDE**2 // 3 + 1))] = Field(description="Base64 of side x side bytes.")


class VotesRequest(Look):
    """One image, a test image or a drawing, which is shown to chips 0 to `draws` - 1."""

    draws: int = Field(50, ge=1, le=MOST_CHIPS, description="Number of simulated chips.")
    image: ImageIndex | None = None
    drawing: Drawing | None = None
    changes: list[Change] = Field(
        [],
        max_length=MOST_CHANGES,
        description="Values of a test sequence that are changed by hand before anything else happens to it: each with its time "
        "step, feature and new value.",
    )
    chip: Draw = Field(0, description="The chip whose hidden states are returned.")
    hidden: bool = Field(True, description="Whether to return the hidden states of recurrent layers.")

    @model_validator(mode="after")
    def _one_image(self) -> VotesRequest:
        if (self.image is None) == (self.drawing is None):
            raise ValueError("either image or drawing must be given, and not both")
        if self.changes and self.image is None:
            raise ValueError("changes must be of a test sequence, named by image; received those of a drawing")
        if self.chip >= self.draws:
            raise ValueError(f"chip must be less than draws, which is {self.draws}; received {self.chip}")
        return self


class HiddenStates(BaseModel):
    """The states h_1 ... h_T of one recurrent layer, in the order in which they are made, as pictures (units, T)."""

    layer: int
    kind: str
    time_steps: int
    units: int
    values_per_step: int = Field(description="Input values that are read at each time step.")
    reads_input: bool = Field(True, description="Whether these are values of the network's input, in their order.")
    backwards: bool = Field(False, description="Whether the last values are read first.")
    clean: Floats32 = Field(description="Without any noise.")
    chip: Floats32 = Field(description="On the requested chip.")
    spread: Floats32 = Field(description="Standard deviation over the chips.")


class Votes(BaseModel):
    """The predictions of each chip, and those of the network without any noise.

    Programming many chips can take long: there may be fewer `answers` than requested, and the same request will then return
    more.
    """

    shape: tuple[int, int]
    channels: Channels = 1
    pixels: Bytes = Field(description="The image as input of the network, without noise.")
    seen: Bytes = Field(description="The image as input of the network on the requested chip.")
    label: int | None = Field(description="Class of a test image; null for a drawing.")
    answers: list[int] = Field(description="The class that each chip predicts, chip 0 first.")
    votes: list[int] = Field(description="Number of chips that predict each class.")
    shares: list[float] = Field(description="Softmax of each class, averaged over the chips.")
    logits: list[float] = Field(description="Logit of each class, averaged over the chips.")
    clean: int = Field(description="The class that the network predicts without any noise.")
    clean_shares: list[float]
    hidden: list[HiddenStates]
    worked_ms: float = Field(description="Time of computation, in milliseconds.")


class MistakesRequest(Look):
    """Which of the first `images` test images chips 0 to `draws` - 1 misclassify. Repeat the request until `draws` are done."""

    draws: int = Field(20, ge=1, le=MOST_CHIPS)
    label: Label | None = Field(None, description="Only images of this class.")
    said: Label | None = Field(None, description="Only images that at least one chip misclassified as this class.")
    offset: int = Field(0, ge=0, le=10_000)
    limit: int = Field(24, ge=1, le=MOST_PICTURES)

    @property
    def classes(self) -> dict[str, int | None]:
        """Fields that hold the label of a class, with their values."""
        return {"label": self.label, "said": self.said}


class Mistake(BaseModel):
    """One test image that at least one chip misclassifies."""

    index: int
    label: int
    clean: int = Field(description="The class that the network predicts without any noise.")
    wrong: int = Field(description="Number of chips that misclassify it.")
    said: dict[int, int] = Field(description="Wrong classes, and how many chips predicted each.")
    pixels: Bytes


class Mistakes(BaseModel):
    """Confusion matrices over the chips so far, and a page of misclassified images, those with most errors first."""

    dataset: str
    shape: tuple[int, int]
    channels: Channels = 1
    images: int
    draws: int = Field(description="Chips done so far.")
    wanted: int = Field(description="Number of chips requested.")
    confusion: list[list[int]] = Field(description="Row: class of the image; column: predicted class; summed over the chips.")
    clean_confusion: list[list[int]] = Field(description="The confusion matrix without any noise.")
    items: list[Mistake]
    total: int = Field(description="Number of misclassified images of this class and prediction.")


class CrossbarRequest(Look):
    """One layer's crossbar on one chip: all of it, in cells of several weights if it is large, or a window."""

    layer: int | None = Field(None, ge=0, le=1000, description="Index of the layer in the network; null: the first with weights.")
    draw: Draw = 0
    part: Literal["weights", "positive", "negative"] = Field(
        "weights", description="The weights, or one of the two devices that store each."
    )
    top: int = Field(0, ge=0, le=1_000_000)
    left: int = Field(0, ge=0, le=1_000_000)
    side: int | None = Field(None, ge=1, le=MOST_SIDE, description="Rows and columns of the window; null: the whole crossbar.")


class CrossbarLayer(BaseModel):
    """One layer with weights, and the size of its crossbar."""

    layer: int
    kind: str
    rows: int
    columns: int


class CrossbarPicture(BaseModel):
    """A crossbar before and after programming, as pictures (height, width)."""

    layers: list[CrossbarLayer] = Field(description="Layers of the network with weights on crossbars.")
    layer: int
    rows: int = Field(description="Rows of the whole crossbar.")
    columns: int
    top: int
    left: int
    cell: tuple[int, int] = Field(
        description="Rows and columns of weights that one cell of the picture represents; (1, 1): every weight."
    )
    height: int
    width: int
    unit: str = Field(description="Unit of the numbers.")
    low: float = Field(description="Lowest possible target.")
    high: float
    target: Floats32 = Field(description="Target values; the mean in a cell of several weights.")
    programmed: Floats32 = Field(description="Programmed values; the mean in a cell of several weights.")
    error: Floats32 = Field(description="Programmed minus target; the root mean square in a cell of several weights.")
    carried: Floats32 | None = Field(
        description="With resistive wires: the fraction of the devices' ideal current that flows (NaN if there is none). "
        "Null for ideal wires, interleaved ones, and weights whose bits are spread over several devices."
    )
    rms_error: float = Field(description="Root mean square error of the whole crossbar.")
    note: str
    digital: bool = Field(False, description="Whether the layer is computed digitally: exact weights, and no array.")
