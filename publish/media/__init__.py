"""Pictures, typefaces, colours and codes: what an edition is made with besides words."""
