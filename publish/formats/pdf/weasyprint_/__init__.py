"""The one door to WeasyPrint: nothing else in the press imports it or looks into its boxes.

Whoever imports a module of this room has WeasyPrint imported first, by this. Where Pango is not, WeasyPrint prints a
page of advice and raises OSError: MissingLibrary is raised instead, and what to do is said by the command.
"""

from contextlib import redirect_stdout
from io import StringIO

from publish.accelerate.starting import importing
from publish.base.barrier import MissingLibrary

try:
    with importing(), redirect_stdout(StringIO()):
        import weasyprint  # noqa: F401
except OSError as error:
    raise MissingLibrary(str(error)) from None
