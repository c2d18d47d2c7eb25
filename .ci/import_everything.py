"""A plugin of pytest's: imports every module of `publish` before any test does."""

from importlib import import_module
from pkgutil import walk_packages

import publish

for module in walk_packages(publish.__path__, "publish."):
    import_module(module.name)
