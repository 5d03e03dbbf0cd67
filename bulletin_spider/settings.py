"""The project's settings: the archive, our name and contact, the pace of requests, logs."""

import os

from bulletin_spider import __version__
from bulletin_spider.project import file_settings, find_project

_PROJECT = find_project()
_FROM_FILE = file_settings(_PROJECT)

BOT_NAME = "bulletin_spider"
SPIDER_MODULES = ["bulletin_spider.spiders"]
NEWSPIDER_MODULE = "bulletin_spider.spiders"
SITES = [
    "sites.toml"
]  # files, or directories of them, that hold sites as tables; below the project's directory
SPIDER_LOADER_CLASS = "bulletin_spider.crawl.site_loader.SiteLoader"
COMMANDS_MODULE = "bulletin_spider.commands"
ADDONS = {"bulletin_spider.addon.ArchiveAddon": 500}

# The archive
ARCHIVE_DIR = os.environ.get("BULLETIN_ARCHIVE") or str(_PROJECT.directory / "output")
INDEX_ADDRESS = (
    ""  # where indexes are, like "sqlite:////srv/index/%(site)s.sqlite"; empty: in index/ of the archive
)
DATABASE = os.environ.get("BULLETIN_DATABASE", "")  # of a cluster: its queue and its index are in PostgreSQL
CAPTURE_ROLL_BYTES = 1_000_000_000  # a WARC file is closed at this size, and the next one is started
CAPTURE_REVISITS = (
    False  # an answer that confirms what is archived is only noted; True: a WARC revisit record too
)
LISTING_CAPTURE_HOURS = 24  # a listing with other bytes and the same rows is kept once in so many hours
SEGMENT_LINES = 100  # a killed run loses at most this many bulletins, and the next run fetches them again …
SEGMENT_SECONDS = 5 * 60  # … and at most those of so many seconds; 0 publishes by lines only
OVERLAP_ROWS = 0  # known rows, one after the other, that end a listing's walk; 0 means one whole page of them
LISTING_PAGES = 2000  # the walk of an endless listing stops here and reports a gap
REVISIT_SCHEDULE = (
    "every 1d for 7d, every 7d for 56d, every 30d for 365d"  # by age; older bulletins are not revisited
)
REVISIT_LIMIT = 200  # bulletins that one run revisits at most
WITHDRAWN_VISITS = 3  # a bulletin is called withdrawn when this many visits in a row do not find it …
WITHDRAWN_DAYS = 3  # … with this many days at least between the first and the last of them
ATTACHMENTS = "capture"  # the files of attachments are kept; "off": only their names and addresses
READING_SECONDS = (
    2.0  # of CPU time for one page; a longer one is refused, a longer listing is a gap; 0: no limit
)
ARTICLE_ATTEMPTS = 5  # an article is given up after this many runs could not fetch it
UNREAD_SHARE = 0.1  # a run is incomplete if a larger share of the articles it asked for is refused or gone …
UNREAD_ARTICLES = 3  # … and if they are at least this many: single pages may be out of order
HEALTH_ACCEPT = False  # -s HEALTH_ACCEPT=1: accept the site's state; later runs are compared with this run
FEED_DIR = ""  # the directory for the Atom feeds of each site and channel; empty: no feeds
FEED_EXPORT_ENCODING = "utf-8"

# Who we are: our name, and an address (web page or mail) at which the operators of a site reach us
CONTACT = os.environ.get("BULLETIN_CONTACT") or _FROM_FILE.get("CONTACT", "")


def user_agent(contact: str) -> str:
    """Return the name that sites see, with the address at which their operators reach us."""
    return f"BulletinSpider/{__version__}" + (f" (+{contact})" if contact else "")


USER_AGENT = user_agent(CONTACT)

# Pace of requests: one at a time for each host, at least a second apart, slower if the site is slow
ROBOTSTXT_OBEY = True
ROBOTSTXT_PARSER = "bulletin_spider.network.robots.BoundedRobotParser"
DOWNLOADER_MIDDLEWARES = {
    "bulletin_spider.network.private_addresses.PrivateAddressMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "bulletin_spider.network.robots.CarefulRobotsMiddleware": 100,
    "bulletin_spider.network.robots.RobotsSizeMiddleware": 970,
}
CONCURRENT_REQUESTS = 3  # one is sent, and at most two wait for their turn: a run that is stopped drops them
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
CRAWL_DELAY_MAX = 60  # seconds; a longer Crawl-delay in robots.txt counts as this one, and the run says so
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
TWISTED_DNS_RESOLVER = "bulletin_spider.network.private_addresses.PublicAddressResolver"
PRIVATE_HOSTS: list[str] = []  # host names that may have an address of one's own network
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Articles are requested in the order of their rows; Scrapy's default is the reverse
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Two costs of Scrapy for each response, together a third of a run: tasks for a hundred items at a time, and a check of
# the callback's source code
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False

# Seconds of a run: it is asked to stop after half an hour, and is ended five minutes later if it has not stopped
CLOSESPIDER_TIMEOUT = 30 * 60
CLOSING_TIME = 5 * 60
WORKER_SILENCE = 180  # seconds without a heartbeat after which a sweep counts a worker process as hanging

# Addresses for Apprise, separated by spaces: they get a message when a site needs a person, and when it no longer does
NOTIFY = os.environ.get("BULLETIN_NOTIFY", "")
WATCHES = "watches.toml"  # the file of watches, below the project's directory; empty: no watches

# An address of a monitor such as Healthchecks: it gets a request when a crawl or a sweep begins, and when it ends
PING = os.environ.get("BULLETIN_PING", "")

# For runs without a person: no ports are open, and little is printed
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "WARNING"
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"  # not shown, as refused pages are in rejected/ and in the summary
LOG_FORMATTER = "bulletin_spider.operations.reporting.log_lines.ItemLogFormatter"
LOGS_KEPT = (
    50  # log files of each site in logs/<site>/ of the archive, of runs that found something; 0 writes none
)
PROGRESS = True  # show progress if stderr is a terminal
LOG_FORMAT = "%(levelname)s: %(message)s"

# Last, as bulletin.toml overrides what is above, and the environment overrides the file
_VARIABLES = {
    "ARCHIVE_DIR": "BULLETIN_ARCHIVE",
    "CONTACT": "BULLETIN_CONTACT",
    "NOTIFY": "BULLETIN_NOTIFY",
    "PING": "BULLETIN_PING",
    "DATABASE": "BULLETIN_DATABASE",
}
globals().update(
    {_name: _value for _name, _value in _FROM_FILE.items() if not os.environ.get(_VARIABLES.get(_name, ""))}
)
