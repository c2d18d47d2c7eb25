"""A block of YAML or TOML becomes a checked form, or problems with the line of each."""
