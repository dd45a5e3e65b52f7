"""From an input and a gradient to pulses."""
