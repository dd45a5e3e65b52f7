"""Data sets of one's own: from an .npz of a user to a record and arrays like those of every other data set."""
