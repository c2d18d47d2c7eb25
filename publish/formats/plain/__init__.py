"""From an edition to plain text and to braille."""
