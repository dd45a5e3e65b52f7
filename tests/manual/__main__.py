"""Make every table of the manual anew, from the code: `python -m tests.manual`."""

from __future__ import annotations

from tests.manual.marks import updated
from tests.manual.tables import PAGES, TABLES


def main() -> None:
    for page in sorted(PAGES.glob("*.md")):
        old = page.read_text(encoding="utf-8")
        new = updated(old, TABLES)
        if new != old:
            page.write_text(new, encoding="utf-8")
            print(page.name)


if __name__ == "__main__":
    main()
