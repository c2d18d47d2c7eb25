"""The workshop: worker processes, each doing a piece of work that may go wrong without stopping the rest."""
