"""Bring what others have written: Word files, web pages, posts, mails and tables become articles of our own.

There is one way in. A row of `kinds.KINDS` knows material by its content and takes it apart into pieces, each with its
metadata and a tree of HTML. `clean` makes the tree plain, `house` applies our rules, `write` alone writes Markdown, and
`count` looks for every word, picture, note and link of the source in what the reader makes of the article.
Nothing here asks the network for anything.
"""
