"""One module for each page; its docstring begins with the question that the page answers."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from bulletin_spider.web.page import Page, PlainPage


def all_pages() -> list[Page]:
    """Return the ``PAGE`` of every module of this package, in the order of the names of the modules."""
    return [module.PAGE for module in _modules() if hasattr(module, "PAGE")]


def plain_pages() -> list[PlainPage]:
    """Return the ``PLAIN`` of every module of this package that has one: what only programs ask for."""
    return [module.PLAIN for module in _modules() if hasattr(module, "PLAIN")]


def _modules() -> list[ModuleType]:
    return [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
