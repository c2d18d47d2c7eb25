"""How fast the press is, as ratios against a named baseline in one run."""
