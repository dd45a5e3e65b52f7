"""Options: everything that is declared about the fields of a spec beyond their pydantic models, one option for each field.

An option holds the title, meaning and unit of a field, its key in addresses, its slider and sweep, what it needs to have an
effect, and its words in captions. Pages, addresses, captions and the manual follow from it. The models
themselves use options (what can be swept, and when), so that nothing here knows the models; `backend.schemas.fields` joins each
option with the default, bounds and choices of its field.

`option` defines an option, `rules` what it can need and `felt` what feels a field that matters only through others; `noise`,
`images`, `converters`, `crossbar` and `run` declare the options; `spec_field` joins an option with its field, `words` puts
settings into words and `table` makes rows for the manual.
"""

from backend.options import converters, crossbar, images, noise, run
from backend.options.option import Option

OPTIONS: tuple[Option, ...] = (*noise.OPTIONS, *images.OPTIONS, *converters.OPTIONS, *crossbar.OPTIONS, *run.OPTIONS)
"""All options, in the order in which pages and captions list them."""
BY_FIELD = {option.field: option for option in OPTIONS}
"""All options by the path of their field, such as "internal_noise.programming"."""

__all__ = ["BY_FIELD", "OPTIONS", "Option"]
