"""How large a network may be that is read from a file."""

MOST_WEIGHTS = 20_000_000
