"""What the commands of the cluster share: its libraries, and the archive that it needs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.paths import archive_path, in_store
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_LIBRARIES = ("procrastinate", "psycopg", "obstore")


def check_cluster_libraries() -> None:
    """Raise ``UsageFault`` if the libraries of the extra ``cluster`` are not installed."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        them = "it" if len(missing) == 1 else "them"
        raise UsageFault(
            f"a cluster needs {' and '.join(missing)}; install {them}: pip install 'bulletin-spider[cluster]'"
        )


def archive_in_store(settings: Mapping[str, Any]) -> str:
    """Return the address of the archive. Raises ``UsageFault`` if it is a directory of one machine."""
    root = archive_path(settings["ARCHIVE_DIR"])
    if not in_store(root):
        raise UsageFault(
            f"the archive {root} is a directory of this machine; a cluster needs one in an object store:"
            " set BULLETIN_ARCHIVE to an address like s3://bucket/prefix"
        )
    return str(root)
