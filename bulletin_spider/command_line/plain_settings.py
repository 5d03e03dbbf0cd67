"""Read the settings of a project without Scrapy, for commands that need a few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class PlainSettings:
    """The settings of a module, and those of the command line above them. Values are read as Scrapy reads them."""

    def __init__(self, module: Mapping[str, Any], given: Mapping[str, str]) -> None:
        self._values = {name: value for name, value in module.items() if name.isupper()} | dict(given)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any setting
        """Return the value of a setting; None if there is none, as in Scrapy."""
        return self._values.get(name)

    def __contains__(self, name: object) -> bool:
        """Whether the setting has a value."""
        return name in self._values

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as above
        """Return the value of a setting, or ``default`` if it has none."""
        value = self[name]
        return value if value is not None else default

    def getbool(self, name: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - Scrapy's signature
        """Return whether a setting is on; raise ``ValueError`` for another value than Scrapy knows."""
        value = self.get(name, default)
        if value in {"True", "true"}:
            return True
        return False if value in {"False", "false"} else bool(int(value))

    def getint(self, name: str, default: int = 0) -> int:
        """Return a setting as a number."""
        return int(self.get(name, default))

    def getfloat(self, name: str, default: float = 0.0) -> float:
        """Return a setting as a number."""
        return float(self.get(name, default))

    def getlist(self, name: str, default: list[Any] | None = None) -> list[Any]:
        """Return a setting as a list; a text is split at its commas."""
        value = self.get(name, default) or []
        return value.split(",") if isinstance(value, str) else list(value)
