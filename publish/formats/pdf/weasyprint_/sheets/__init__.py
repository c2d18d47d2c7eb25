"""The stylesheets that every briefing takes, parsed, and the functions of their selectors: see pdf_sheets.py."""
