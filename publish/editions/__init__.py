"""Articles become editions: which there are, and what each one holds."""
