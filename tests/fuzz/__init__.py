"""Fuzzing of every door by which strangers' bytes come in: `make fuzz`."""
