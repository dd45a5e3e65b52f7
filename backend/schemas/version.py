"""Which engine a number came from. Raise it whenever the same spec would give other numbers."""

ENGINE_VERSION = "6"

PREDICTION_METHOD = 2
"""How predictions are found, and what is stored for them: raise it where either changes, so that none of the old are used."""
