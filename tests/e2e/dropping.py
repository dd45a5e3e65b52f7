"""Files dropped on a page, as from a folder beside it."""

from __future__ import annotations

import base64

from playwright.sync_api import Page


def drop(page: Page, zone: str, content: bytes, *names: str) -> None:
    """Drop files of this content on the page of a zone, by its id."""
    page.wait_for_selector(f"#{zone} input[type=file]", state="attached", timeout=60_000)
    page.evaluate(
        """([content, names]) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            for (const name of names) dataTransfer.items.add(new File([bytes], name));
            for (const kind of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [base64.b64encode(content).decode(), list(names)],
    )
