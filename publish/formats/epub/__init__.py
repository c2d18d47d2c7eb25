"""From an edition to an EPUB: the collection of articles as an ebook."""
