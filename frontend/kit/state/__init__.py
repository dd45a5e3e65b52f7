"""What the Explore page shows, as a value: a view. Its URL, and the spec it amounts to."""

from frontend.kit.state.codec import from_search, to_search
from frontend.kit.state.view import DEFAULT, MOST_NOISE, PARAMETERS, Parameter, View, spec_of, without_idle

__all__ = ["DEFAULT", "MOST_NOISE", "PARAMETERS", "Parameter", "View", "from_search", "spec_of", "to_search", "without_idle"]
