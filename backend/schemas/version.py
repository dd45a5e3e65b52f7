"""Which engine a number came from. Raise it whenever the same spec would give other numbers."""

ENGINE_VERSION = "6"
