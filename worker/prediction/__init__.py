"""Predicted curves as jobs."""
