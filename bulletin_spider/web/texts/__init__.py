"""The words of the pages in Chinese and English: one module for each page, and ``frame`` for what all pages share.

A module has ``TEXTS``, key → (Chinese, English). Its keys are used with the name of the module before them:
``t("search.more", count=3)``. An English text chooses a word by a number: ``{sites} {sites:site|sites}``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

LANGUAGES = ("zh", "en")


class _Value(str):
    """What is put into a text. ``{sites:site|sites}`` gives the first word for 1, and else the second."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return one if self == "1" else many


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
    return pair[LANGUAGES.index(language)].format(**{name: _Value(value) for name, value in values.items()})
