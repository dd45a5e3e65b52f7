"""Where the arrays of a data set come from: what every source does, files in IDX format, and their download."""
