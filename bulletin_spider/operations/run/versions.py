"""Which program a run was, and which rules it read pages by."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import bulletin_spider

_RULES = ("extraction", "listings", "markup", "normalization")


@cache
def versions() -> dict[str, str]:
    """Return the program's version and a short digest of its rules: equal rules, equal digest."""
    return {"program": bulletin_spider.__version__, "rules": _rules()}


def _rules() -> str:
    digest = hashlib.sha256()
    package = Path(bulletin_spider.__file__).parent
    for room in _RULES:
        for path in sorted((package / room).rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
