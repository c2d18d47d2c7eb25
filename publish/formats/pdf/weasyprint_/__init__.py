"""The one door to WeasyPrint: nothing else in the press imports it or looks into its boxes.

Whoever imports a module of this room has WeasyPrint imported first, by this.
"""

from publish.accelerate.starting import importing

with importing():
    import weasyprint  # noqa: F401
