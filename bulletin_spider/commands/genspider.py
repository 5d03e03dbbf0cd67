"""``scrapy genspider NAME URL``: write a site file; Scrapy's other templates (``-t crawl`` …) work as ever."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands.genspider import Command as GenspiderCommand

import bulletin_spider
from bulletin_spider.commands._usage import UsageErrorMixin

if TYPE_CHECKING:
    import argparse

_OURS = "basic"
"""The template that Scrapy takes by default; ours is a site file."""


class Command(UsageErrorMixin, GenspiderCommand):
    """Scrapy's own command, with our template in place of the basic one."""

    writes_site = False

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the file, or show a template."""
        from bulletin_spider.operations.examination.site_files import spiders_folder  # noqa: PLC0415 - not at each start

        assert self.settings is not None
        if spiders_folder(self.settings) is None:
            # Else the file would be written into the installed package; without the setting it is written here.
            self.settings.set("NEWSPIDER_MODULE", "", priority="cmdline")
        self.writes_site = not opts.list and (opts.dump or opts.template) == _OURS
        super().run(args, opts)

    @property
    def templates_dir(self) -> str:
        """The folder of the templates, a setting of the project or Scrapy's own; ours for the basic template."""
        assert self.settings is not None
        if self.writes_site and not self.settings.getpriority("TEMPLATES_DIR"):
            return str(Path(bulletin_spider.__file__).parent / "templates" / "spiders")
        return super().templates_dir
