"""The typefaces of a page: plain faces cut out of variable ones, and which letters they set."""
