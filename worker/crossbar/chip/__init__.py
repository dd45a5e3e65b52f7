"""The crossbar of one layer: weights to conductances, programming, devices, reads and converters."""
