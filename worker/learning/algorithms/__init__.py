"""What a layer learns with: one array, two arrays, or digital memory beside an array."""
