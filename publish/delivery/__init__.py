"""Artifacts leave the press: each delivery takes an artifact to a place."""
