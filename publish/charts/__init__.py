"""Charts: a table of numbers becomes a picture and a sentence."""
