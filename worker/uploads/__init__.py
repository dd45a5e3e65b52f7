"""The measurement of uploaded networks."""
