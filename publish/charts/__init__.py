"""From a table of numbers to a picture of them."""
