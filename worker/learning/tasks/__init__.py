"""What is learned: gates and patterns, data sets from scratch, deployed networks once more, and which cause takes how much."""
