"""What is to be seen of a data set, apart from any network."""
