"""Networks whose weights learn on devices: forward and backward reads, outer products, digital biases."""
