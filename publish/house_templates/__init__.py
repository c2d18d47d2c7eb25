"""Templates that every briefing takes, as Jinja2 compiles them: those of the style that comes with the press.

Each module is named for a digest of its template's text (`galley.compiled`), so that one which was changed, if only in
a copy of the style, is compiled when it is used. Written by `pytest tests/test_house_templates.py --update-golden`.
"""
