"""The workshop: as many hands as there are, each doing a piece of work that may go wrong without stopping the rest."""
