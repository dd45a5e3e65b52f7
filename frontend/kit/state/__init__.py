"""What the Explore page shows, as a value: a view. Its URL, and the spec it amounts to."""

from frontend.kit.state.codec import from_search, to_search
from frontend.kit.state.parameters import PARAMETERS, Parameter
from frontend.kit.state.specs import spec_of, view_of
from frontend.kit.state.view import DEFAULT, View, without_idle

__all__ = ["DEFAULT", "PARAMETERS", "Parameter", "View", "from_search", "spec_of", "to_search", "view_of", "without_idle"]
