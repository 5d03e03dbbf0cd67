"""The words of the pages in Chinese and English: one module for each page, and ``frame`` for what all pages share.

A module has ``TEXTS``, key → (Chinese, English). Its keys are used with the name of the module before them:
``t("search.more", count=3)``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

LANGUAGES = ("zh", "en")


@cache
def all_texts() -> dict[str, tuple[str, str]]:
    """Return the texts of all modules by their full keys."""
    found: dict[str, tuple[str, str]] = {}
    for module in iter_modules(__path__):
        texts = import_module(f"{__name__}.{module.name}").TEXTS
        found |= {f"{module.name}.{key}": pair for key, pair in texts.items()}
    return found


def text(language: str, key: str, **values: object) -> str:
    """Return a text in a language, with ``values`` put into it. Raises ``KeyError`` for an unknown key."""
    pair = all_texts()[key]
    return pair[LANGUAGES.index(language)].format(**values)
