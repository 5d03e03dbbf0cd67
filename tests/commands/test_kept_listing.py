"""What becomes of the archive of a listing that was crawled without a file, once it is kept as a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.actions.addsite import earlier_archive
from bulletin_spider.archive.layout import Layout

if TYPE_CHECKING:
    from pathlib import Path

HOLDS = "holds earlier bulletins of this host"
URL = "https://www.example.gov.cn/xw/"


@pytest.mark.parametrize(
    ("archived", "url", "said"),
    [
        ("", URL, None),
        ("other", URL, None),
        ("baishi", URL, "the archive of baishi is carried on"),
        ("example_gov_cn", URL, f"example_gov_cn {HOLDS}; to carry them on, name the site example_gov_cn"),
        (
            "12345_example_cn",
            "https://12345.example.cn/xw/",
            f"12345_example_cn {HOLDS}, and cannot be a site's name; baishi begins without them",
        ),
    ],
)
def test_earlier_archive_is_carried_on_or_named(
    tmp_path: Path, archived: str, url: str, said: str | None
) -> None:
    (tmp_path / "bulletins" / archived).mkdir(parents=True)
    assert earlier_archive(Layout(tmp_path), "baishi", url) == said
