"""Tools that do not know what is simulated: array type, random streams, matrix products, work memory, cache and errors."""
