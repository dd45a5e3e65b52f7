"""Which pages the manual has, and in which order."""

from __future__ import annotations

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Using it", ("quick-start", "words", "sharing", "from-python")),
    (
        "What is simulated",
        ("noise", "converters-and-wires", "devices", "statistics", "energy", "dynamics", "prediction", "networks-and-data"),
    ),
    ("Reference", ("spec", "command-line", "api", "deployment", "performance", "agreement", "verdicts", "for-developers")),
)
NAMES = tuple(name for _, names in GROUPS for name in names)
HELP = "/help"
"""Address of the manual; a page is below it by its name."""
