"""Give sites whose visits have failed all their attempts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.cluster.database.connection import connected
from bulletin_spider.cluster.database.failures import failures, take_failures
from bulletin_spider.cluster.database.jobs import ENTER_VISIT, FIRST_VISITS, VISITS, visit_values
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.archive.databases.postgresql import ServerAddress


def retry(address: ServerAddress, sites: Sequence[str]) -> list[str]:
    """Put visits of the sites into the queue, of all that have failed if none is named; return their names.

    Raises ``UsageFault`` if no visit of one of them has failed, and ``DatabaseFault``.
    """
    with connected(address) as connection:
        failed = [one.site for one in failures(connection)]
        for site in sites:
            if site not in failed:
                raise UsageFault(f"no visit of '{site}' has failed{suggestion(site, failed)}")
        taken = take_failures(connection, sites or failed)
        visited = {site for (site,) in connection.execute("SELECT site FROM visits WHERE visited").fetchall()}
        with connection.cursor() as cursor:
            cursor.executemany(
                ENTER_VISIT,
                [visit_values(site, VISITS if site in visited else FIRST_VISITS) for site in taken],
            )
    return taken
