"""Say in words how a query was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.search.query import And, Not, Or, Phrase, parse_query
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from bulletin_spider.archive.search.query import Query

_PAIRS = (("「", "」"), ("『", "』"), ("(（", ")）"))
_QUOTES = '"“”'


def query_words(typed: str, language: str) -> str:
    """Return how a query was understood; empty for a blank one and for words without operators."""
    query = parse_query(typed)
    if query is None or (isinstance(query, Phrase) and not is_unclosed(typed)):
        return ""
    return _words(query, language)


def is_unclosed(typed: str) -> bool:
    """Return whether a quote or a bracket is opened and not closed."""

    def count(signs: str) -> int:
        return sum(map(typed.count, signs))

    return count(_QUOTES) % 2 == 1 or any(count(opening) > count(closing) for opening, closing in _PAIRS)


def separate_words(typed: str) -> list[str]:
    """Return the words of a query that wants several at once, each as it is looked for; none for another query."""
    query = parse_query(typed)
    if not isinstance(query, And):
        return []
    words = [one.text for one in query.operands if isinstance(one, Phrase)]
    return [f'"{word}"' if " " in word else word for word in words]


def _words(query: Query, language: str, *, is_part: bool = False) -> str:
    if isinstance(query, Phrase):
        return text(language, "search.phrase", word=query.text)
    if isinstance(query, Not):
        return text(language, "search.not", word=_words(query.operand, language, is_part=True))
    parts = [_words(one, language, is_part=True) for one in query.operands]
    joined = text(language, "search.or" if isinstance(query, Or) else "search.and").join(parts)
    return text(language, "search.group", words=joined) if is_part else joined
