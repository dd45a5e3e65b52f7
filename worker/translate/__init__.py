"""The only converters between the contract (`backend.schemas`, `backend.layers`) and the types of the engine."""
