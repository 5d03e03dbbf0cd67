"""The structure of a site in ``sites.toml``, and the spider class that is made of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any, Literal, get_type_hints

import msgspec

from bulletin_spider.crawl.channel import Channel
from bulletin_spider.crawl.spider import DistrictSpider
from bulletin_spider.extraction.content import Rules
from bulletin_spider.listings.data.json_rows import JsonFields
from bulletin_spider.listings.rules import ListingRules

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Address = Annotated[str, msgspec.Meta(pattern=r"^https?://\S+$")]
Region = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{5}$")]


def _table_of(item: type) -> type[msgspec.Struct]:
    """Return a table with the fields of a dataclass; an unknown key is an error."""
    hints = get_type_hints(item, localns={"dt": dt})  # their modules import it for type checkers only
    fields = [(field.name, hints[field.name], field.default) for field in dataclasses.fields(item)]
    return msgspec.defstruct(item.__name__, fields, forbid_unknown_fields=True)


RulesTable: Any = _table_of(Rules)
ListingRulesTable: Any = _table_of(ListingRules)
JsonFieldsTable: Any = _table_of(JsonFields)


class ChannelTable(msgspec.Struct, forbid_unknown_fields=True):
    """One ``[[NAME.channels]]``: see :class:`Channel`."""

    name: Name
    url: Address
    words: tuple[str, ...] = ()
    fields: JsonFieldsTable | None = None
    article_rules: tuple[RulesTable, ...] = ()
    listing_rules: tuple[ListingRulesTable, ...] = ()

    def channel(self) -> Channel:
        """Return the channel."""
        return Channel(
            self.url,
            self.words,
            _as(JsonFields, self.fields) if self.fields is not None else None,
            tuple(_as(Rules, rules) for rules in self.article_rules),
            tuple(_as(ListingRules, rules) for rules in self.listing_rules),
        )


class SiteTable(msgspec.Struct, forbid_unknown_fields=True):
    """One ``[NAME]``: everything that a site's class can say."""

    domains: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1)]
    channels: Annotated[tuple[ChannelTable, ...], msgspec.Meta(min_length=1)]
    home: Address | None = None
    title: str = ""
    """Whose site it is, for people."""
    region: Region | None = None
    """Code of the district in GB/T 2260."""
    delay: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """Seconds between two requests."""
    attachments: Literal["", "off", "capture"] = ""
    """Whether the files of attachments are kept."""
    settings: dict[str, Any] = {}
    """Settings of the site alone, as ``custom_settings`` of a class."""
    article_rules: tuple[RulesTable, ...] = ()
    listing_rules: tuple[ListingRulesTable, ...] = ()
    caveats: str = ""
    """What a person should know about the site."""
    seen: dt.date | None = None
    """The day on which somebody looked at the site last."""

    def check(self) -> None:
        """Raise ``ValueError`` if two channels have one name."""
        if len({table.name for table in self.channels}) < len(self.channels):
            raise ValueError("two channels have the same name")

    def spider(self, name: str) -> type[DistrictSpider]:
        """Return the spider of the site ``name``. Raises ``ValueError`` if two channels have one name."""
        self.check()
        channels = {table.name: table.channel() for table in self.channels}
        settings = self.settings | ({"DOWNLOAD_DELAY": self.delay} if self.delay is not None else {})
        facts = {
            "name": name,
            "__doc__": self.title or name,
            "__module__": __name__,
            "title": self.title,
            "home": self.home or "",
            "allowed_domains": [*self.domains],
            "channels": channels,
            "region": self.region or "",
            "attachments": self.attachments,
            "article_rules": tuple(_as(Rules, rules) for rules in self.article_rules),
            "listing_rules": tuple(_as(ListingRules, rules) for rules in self.listing_rules),
        }
        if settings:
            facts["custom_settings"] = settings
        return type(
            "".join(part.capitalize() for part in name.split("_")) + "Spider", (DistrictSpider,), facts
        )


def _as(item: type, table: Any) -> Any:  # noqa: ANN401 - a table that was made of the dataclass
    return item(**{field.name: getattr(table, field.name) for field in dataclasses.fields(item)})
