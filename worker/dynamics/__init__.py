"""Dynamics as jobs."""
