"""Measure what the claims of `backend.reproductions` need, whole or quickly."""
