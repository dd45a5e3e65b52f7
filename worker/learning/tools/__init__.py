"""Random numbers in bulk, whose place in their streams can be kept."""
