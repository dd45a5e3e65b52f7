"""Programs to compare with. Each is a file of its own that its own Python runs and that imports nothing of this project."""
