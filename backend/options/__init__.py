"""The fields of a spec as people see them: one option each, declared in one of the files here, by what they are about.

An option says what its field is called, means and is measured in, its key in addresses, how it is slid and swept, what it needs
to have an effect, and its words in captions and other tools. The contract builds on that (what can be swept, and when), so
nothing here knows the models: `backend.schemas.fields` joins each option with the default, bounds and choices of its field.

`option` what is said of a field; `rules` what it needs; `noise`, `images`, `converters`, `crossbar`, `run` the options;
`spec_field` an option together with its field; `table` all of them as rows.
"""

from backend.options import converters, crossbar, images, noise, run
from backend.options.option import Option

OPTIONS: tuple[Option, ...] = (*noise.OPTIONS, *images.OPTIONS, *converters.OPTIONS, *crossbar.OPTIONS, *run.OPTIONS)
BY_FIELD = {option.field: option for option in OPTIONS}

__all__ = ["BY_FIELD", "OPTIONS", "Option"]
