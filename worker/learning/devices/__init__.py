"""Arrays of devices that move by pulses."""
