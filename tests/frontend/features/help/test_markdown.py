"""Pages of the manual as HTML, and as text that can be searched."""

from __future__ import annotations

import re

import pytest

from frontend.features.help.contents import NAMES
from frontend.features.help.library import pages
from frontend.features.help.markdown import read, slug

PAGE = """# A page

Its lead, with `code`.

## One & two

Text with a formula $a_1^2$ and a [link](noise.md#read-noise), [here](#one--two), and [the API](/docs).

$$
\\frac{a}{b}
$$

<!-- fields -->

| head | number |
| --- | ---: |
| a \\| b | 1 |

<!-- /fields -->

## One & two

```sh
echo "<b>"
```

<script>alert(1)</script>
"""


def test_a_page_knows_its_title_its_lead_and_its_sections() -> None:
    page = read("some", PAGE)
    assert (page.title, page.lead) == ("A page", "Its lead, with code.")
    assert [(section.anchor, section.level) for section in page.sections] == [
        ("a-page", 1),
        ("one--two", 2),
        ("one--two-1", 2),
    ]
    assert page.sections[1].text == "Text with a formula and a link, here, and the API. head number a | b 1"
    assert 'echo "<b>"' in page.sections[2].text


def test_links_lead_to_the_pages_of_the_program() -> None:
    html = read("some", PAGE).html
    assert re.findall(r'<a href="([^"]+)"', html) == ["/help/noise#read-noise", "#one--two", "/docs"]


def test_files_that_are_handed_out_are_downloaded() -> None:
    html = read("some", "# A\n\n[A notebook](../../../assets/help/a.ipynb)\n").html
    assert '<a href="/assets/help/a.ipynb" download="">A notebook</a>' in html


def test_formulas_are_mathml_tables_scroll_and_marks_are_gone() -> None:
    html = read("some", PAGE).html
    assert '<math alttext="a_1^2" display="inline">' in html and "<msubsup>" in html
    assert '<math alttext="\\frac{a}{b}" display="block">' in html and "<mfrac>" in html
    assert '<div class="scroll" tabindex="0"><table>' in html and "</table></div>" in html
    assert "<!--" not in html and "&lt;!--" not in html


def test_no_html_comes_through() -> None:
    html = read("some", PAGE).html
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "echo &quot;&lt;b&gt;&quot;" in html


@pytest.mark.parametrize(
    ("title", "anchor"),
    [("What sigma means", "what-sigma-means"), ("SPEC.json", "specjson"), ("PCM (1/f reads)", "pcm-1f-reads")],
)
def test_anchors_are_those_of_the_repository(title: str, anchor: str) -> None:
    assert slug(title) == anchor


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_of_the_manual_is_understood(name: str) -> None:
    html = pages()[name].html
    drawn = re.sub(r'alttext="[^"]*"', "", html)
    assert "merror" not in drawn and "$" not in re.sub(r"<code>.*?</code>", "", drawn, flags=re.DOTALL)
    for made in re.findall(r"<math.*?</math>", drawn, flags=re.DOTALL):
        assert "\\" not in made, made
