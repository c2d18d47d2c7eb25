"""The structure tree of a PDF: what assistive technology is told of its pages (ISO 32000-1, 14.7)."""
