"""An article's body set up for paper, before it is laid out."""
