"""Options of how a setting is measured: images, chips, and the precision of the accuracy."""

from __future__ import annotations

from backend.options.option import RUN, Option

OPTIONS = (
    Option(
        field="images",
        title="Test images",
        meaning="Shown to every chip, from the start of the test set.",
        key="i",
        group=RUN,
        leading=True,
        starts=500,
        caption="the first {} test images",
    ),
    Option(
        field="sampling.half_width",
        title="Target half-width",
        meaning="Of the interval of the mean accuracy, in points: chips are added until it is reached.",
        key="h",
        group=RUN,
        unit="%",
        scale=0.01,
        digits=None,  # the runs that are there were asked for with these very numbers
        leading=True,
        starts=1.0,
    ),
    Option(
        field="sampling.confidence",
        title="Confidence",
        meaning="Of the interval.",
        key="cf",
        group=RUN,
        unit="%",
        scale=0.01,
        caption="{} confidence",
    ),
    Option(
        field="sampling.min_draws",
        title="Minimum draws",
        meaning="Simulated chips at least.",
        key="dm",
        group=RUN,
        leading=True,
        caption="at least {} draws",
    ),
    Option(
        field="sampling.max_draws",
        title="Maximum draws",
        meaning="Simulated chips at most.",
        key="d",
        group=RUN,
        leading=True,
        caption="at most {} draws",
    ),
    Option(
        field="sampling.images_per_draw",
        title="Random subset of images per chip",
        meaning="Its size is chosen for the quickest result: a narrow interval comes sooner where chips differ much.",
        key="ss",
        group=RUN,
        name="subsets",
        leading=True,
        words={"all": "off", "auto": "on"},
        switch=("all", "auto"),
        caption={"auto": "a random subset of the images for each chip"},
    ),
    Option(
        field="seed",
        title="Seed",
        meaning="Of all random numbers.",
        key="s",
        group=RUN,
        leading=True,
        always=True,
    ),
)
