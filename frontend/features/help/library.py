"""All pages of the manual, read once."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from frontend.features.help.contents import NAMES
from frontend.features.help.markdown import Page, read


@lru_cache(maxsize=1)
def pages() -> dict[str, Page]:
    """Every page by its name, in the order of the contents."""
    folder = files(__package__) / "pages"
    return {name: read(name, (folder / f"{name}.md").read_text(encoding="utf-8")) for name in NAMES}
