"""Who we are, how gently we ask, and the line that switches the archive on."""

import os
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from bulletin_spider import __version__

BOT_NAME = "bulletin_spider"
SPIDER_MODULES = ["bulletin_spider.spiders"]
NEWSPIDER_MODULE = "bulletin_spider.spiders"
SPIDER_LOADER_CLASS = "bulletin_spider.crawl.site_loader.SiteLoader"
COMMANDS_MODULE = "bulletin_spider.commands"
ADDONS = {"bulletin_spider.addon.ArchiveAddon": 500}

# The archive
ARCHIVE_DIR = os.environ.get("BULLETIN_ARCHIVE") or str(
    Path(closest_scrapy_cfg() or "scrapy.cfg").resolve().parent / "output"
)
CAPTURE_ROLL_BYTES = 1_000_000_000  # a WARC file is closed at this size, and the next one begun
SEGMENT_LINES = 100  # a killed run loses at most this many bulletins, which the next run fetches again
OVERLAP_ROWS = 0  # known rows in a row that end a listing's walk; 0 asks for one whole page of them
LISTING_PAGES = 2000  # a listing that never ends is left here, with a gap
REVISIT_SCHEDULE = (
    "every 1d for 7d, every 7d for 56d, every 30d for 365d"  # by age; older ones are left alone
)
REVISIT_LIMIT = 200  # known bulletins that one run visits again at most
WITHDRAWN_VISITS = 3  # visits in a row that must miss a bulletin before it is called withdrawn
WITHDRAWN_DAYS = 3  # days from the first of them to the last
ARTICLE_ATTEMPTS = 5  # runs that ask for an article in vain before it is given up
HEALTH_ACCEPT = (
    False  # -s HEALTH_ACCEPT=1: the site is as it should be now; later runs are compared with this one
)
FEED_DIR = ""  # a directory in which Atom feeds of each site and channel are kept fresh
FEED_EXPORT_ENCODING = "utf-8"

# Who we are: our name, and an address (page or mail) at which the operators of a site reach us
CONTACT = os.environ.get("BULLETIN_CONTACT", "")
USER_AGENT = f"BulletinSpider/{__version__}" + (f" (+{CONTACT})" if CONTACT else "")

# How gently we ask: one request at a time per host, a second apart, slower when the site is slow
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    "bulletin_spider.network.private_addresses.PrivateAddressMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "bulletin_spider.network.robots.CarefulRobotsMiddleware": 100,
}
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
TWISTED_DNS_RESOLVER = "bulletin_spider.network.private_addresses.PublicAddressResolver"
PRIVATE_HOSTS: list[str] = []  # names that may lead to an address of one's own network
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# What a page's rows are asked for in
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# What Scrapy does with each response, and would cost us a third of a run: a task for each of a hundred items that a
# callback may yield at once, and a look at the callback's source
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False

# A run's time: it is asked to end after half an hour, and ended for good if it has not done so five minutes later
CLOSESPIDER_TIMEOUT = 30 * 60
CLOSING_TIME = 5 * 60

# Whom to tell when a site begins to need a person, and when it no longer does: Apprise's addresses, parted by blanks
NOTIFY = os.environ.get("BULLETIN_NOTIFY", "")

# Unattended: nothing listens, and what is printed is short
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "WARNING"
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"  # refused pages are in rejected/ and in the summary
LOG_FORMATTER = "bulletin_spider.operations.reporting.log_lines.ItemLogFormatter"
LOGS_KEPT = 50  # logs a site, in logs/<site>/ of the archive, each run one; 0 writes none
PROGRESS = True  # at a terminal
LOG_FORMAT = "%(levelname)s: %(message)s"
