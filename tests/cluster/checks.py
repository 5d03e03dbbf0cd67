"""Compare the archive of a cluster with what the sites have published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cluster.districts import DistrictSites
    from tests.cluster.machines import WorkerMachine


def missing(machine: WorkerMachine, sites: DistrictSites) -> dict[str, set[str]]:
    """Return for each site the addresses of bulletins that it has published and the archive does not hold."""
    found = {
        name: sites.published(name) - {line["url"] for line in machine.versions(name)} for name in sites.names
    }
    return {name: urls for name, urls in found.items() if urls}


def doubled(machine: WorkerMachine, sites: DistrictSites) -> list[str]:
    """Return the versions that the archive holds more than once, and lines that no site has published."""
    found = []
    for name in sites.names:
        lines = machine.versions(name)
        counts = Counter((line["id"], line["revision"]) for line in lines)
        found += [
            f"{name}: {count} × {one} of revision {revision}"
            for (one, revision), count in counts.items()
            if count > 1
        ]
        strange = {line["url"] for line in lines} - sites.published(name)
        found += [f"{name}: {url} was never published" for url in sorted(strange)]
    return found
