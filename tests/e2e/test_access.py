"""Every page for everyone: names, contrast, axe-core, less motion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.browser import Visitor
from tests.e2e.places import CLOSE_MENUS, FILLED, OPEN_MENUS, go

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.mark.parametrize("path", FILLED)
def test_everything_one_can_use_has_a_name_and_letters_stand_out(visit: Visit, path: str) -> None:
    page = visit(color_scheme="light").page
    go(page, path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # the page follows the system unless someone chose
        page.wait_for_selector(f"html[data-mantine-color-scheme={scheme}]", state="attached")
        page.wait_for_timeout(500)
        for what in ("as it is", "with its menus open"):
            assert page.evaluate(NAMELESS) == [], (scheme, what)
            assert page.evaluate(TOO_PALE) == [], (scheme, what)
            assert serious(page) == [], (scheme, what)
            if not page.evaluate(OPEN_MENUS):
                break
        page.evaluate(CLOSE_MENUS)


def test_less_motion_is_respected(visit: Visit) -> None:
    page = visit(reduced_motion="reduce").explore()
    assert page.evaluate("getComputedStyle(document.querySelector('.way')).transitionDuration") in ("0s", "")


def serious(page: Page) -> list[str]:
    """What axe-core finds that keeps people out."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


# Names as assistive technology computes them, near enough: text, aria-label, aria-labelledby, a label, a title.
NAMELESS = """() => Array.from(document.querySelectorAll('a, button, input, select, textarea, [role=slider], [role=button]'))
    .filter(element => element.type !== 'hidden' && !element.closest('[aria-hidden=true], .modebar') && element.tabIndex >= 0)
    .filter(element => element.checkVisibility({ visibilityProperty: true }))
    .filter(element => {
        const by = (element.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
        const words = [element.innerText, element.getAttribute('aria-label'), element.title,
            ...by.map(label => label && label.innerText),
            ...Array.from(element.labels || []).map(label => label.innerText)];
        return !words.some(text => text && text.trim());
    }).map(element => element.outerHTML.slice(0, 200))"""

# WCAG AA: 4.5 to 1, or 3 to 1 for large letters, against the nearest ground that is painted.
TOO_PALE = """() => {
    const numbers = colour => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
    const parse = colour => numbers(colour).map((c, i) => colour.startsWith('color(srgb') && i < 3 ? 255 * c : c);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const over = (top, under) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + under[i] * (1 - (top[3] ?? 1)));
    const ground = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) {
            const colour = parse(getComputedStyle(e).backgroundColor);
            if ((colour[3] ?? 1) > 0) layers.push(colour);
            if ((colour[3] ?? 1) === 1) break;
        }
        return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
    };
    const found = [];
    const walker = document.createTreeWalker(document.querySelector('.shell'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        const style = getComputedStyle(element);
        if (!text || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        if (element.closest('svg, .sr-only, script, style, [disabled]') || element.getBoundingClientRect().width < 2) continue;
        const under = ground(element), ink = over(parse(style.color), under);
        const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const contrast = (a + 0.05) / (b + 0.05);
        if (contrast < (large ? 3 : 4.5)) found.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
    }
    return [...new Set(found)];
}"""
