"""One module for each page; its docstring begins with the question that the page answers."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.web.page import Page


def all_pages() -> list[Page]:
    """Return the ``PAGE`` of every module of this package, in the order of the names of the modules."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [module.PAGE for module in modules if hasattr(module, "PAGE")]
