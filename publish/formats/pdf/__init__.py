"""From an edition to a PDF: typeset, laid out, finished."""
