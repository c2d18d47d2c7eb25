"""The catalogue turns what an archive holds into its pages, feeds and lists, as values.

Pages for people, feeds for readers of news, OPDS for reading apps, an index for the search, and a receipt. Nothing here
knows where the archive lies, and nothing is forgotten: what the last receipt lists stays listed.
"""
