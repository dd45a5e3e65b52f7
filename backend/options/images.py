"""Options of the noise on the test images."""

from __future__ import annotations

from backend.options import causes
from backend.options.option import IMAGES, TEST_SET, Option, Slider, Sweep
from backend.options.rules import FieldValues, Need

KIND, LEVEL = "test_noise.kind", "test_noise.level"
REAL_KINDS = ("gaussian", "speckle", "salt_pepper")
"""Kinds of test-set noise other than none."""


def _leaves_the_range(values: FieldValues) -> bool:
    """Return whether noisy pixels can leave [0, 1]; a sweep of the level without a kind is a sweep of gaussian noise."""
    kind = values.value(KIND)
    return kind in ("gaussian", "speckle") or (kind == "none" and LEVEL in values.swept)


OPTIONS = (
    Option(
        field=KIND,
        title="Kind of test-set noise",
        meaning="On pixels from 0 to 1: gaussian x + n, speckle x (1 + n), or a share of pixels forced to 0 or 1.",
        key="k",
        group=TEST_SET,
        name="test_kind",
        leading=True,
        words={"none": "none", "gaussian": "gaussian", "speckle": "speckle", "salt_pepper": "salt & pepper"},
        caption={
            "gaussian": "gaussian noise on the test images",
            "speckle": "speckle noise on the test images",
            "salt_pepper": "salt-and-pepper noise on the test images",
        },
        causes=(causes.IMAGES,),
        off="none",
    ),
    Option(
        field=LEVEL,
        title="Test-set noise level",
        meaning="Standard deviation of n in gaussian x + n and speckle x (1 + n), of pixels from 0 to 1; share of pixels for "
        "salt and pepper. Speckle as x n, with a mean of zero, would erase the image.",
        key="l",
        group=TEST_SET,
        name="test_level",
        leading=True,
        starts=0.2,
        slider=Slider(largest=1, step=0.01),
        sweep=Sweep(usual=(0, 0.5), reach=1, assumes=((KIND, "gaussian"),)),
        needs=(
            Need(
                fields=(KIND,),
                is_met=lambda values: values.value(KIND) in REAL_KINDS,
                reason="The test images have no noise.",
                to_sweep=f"{KIND} must be gaussian, speckle or salt_pepper to sweep {{field}}; received 'none'",
            ),
        ),
        causes=(causes.IMAGES,),
        off=0.0,
    ),
    Option(
        field="test_noise.clip",
        title="Clip noisy pixels to [0, 1]",
        meaning="Without it, gaussian and speckle noise leave that range, and a DAC has a sign and room for it.",
        key="tc",
        group=IMAGES,
        name="test_clip",
        needs=(Need(fields=(KIND, LEVEL), is_met=_leaves_the_range, reason="These images stay within [0, 1]."),),
        caption={False: "noisy pixels not clipped to [0, 1]"},
        causes=(causes.IMAGES,),
        off=True,
    ),
)
