"""What a run computes: one point at a time, one draw after another."""
