"""The workshop: as many workers as there are, each doing a piece of work that may go wrong without stopping the rest."""
