"""Plant every kind of damage in a copy of an archive, and count what ``bulletin verify`` finds.

    uv run python -m benchmarks.planted_damage

The archive is that of two days of the demo site, with a search index and an anchor. The exit code is 1 if a kind is not
found.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.archive.verification.checking import findings_of, small_archive
from tests.archive.verification.planted import kinds


def main() -> int:
    """Print each kind that is not found, then the counts."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as directory:
        archive = small_archive(Path(directory) / "archive")
        if sound := findings_of(archive):
            raise SystemExit(f"the archive is not sound: {sound}")
        for damage in kinds(archive):
            copy = Path(directory) / "copy"
            shutil.copytree(archive, copy)
            damage.plant(copy)
            found = findings_of(copy)
            shutil.rmtree(copy)
            as_fault = any(finding.is_fault for finding in found)
            result = "found" if as_fault else "noted" if found and damage.is_note else "NOT FOUND"
            counts[result] += 1
            if result == "NOT FOUND":
                print(f"not found: {damage.name}: {[str(finding) for finding in found]}")
    print(
        f"{counts.total()} kinds of damage: {', '.join(f'{count} {what}' for what, count in counts.items())}"
    )
    return 1 if counts["NOT FOUND"] else 0


if __name__ == "__main__":
    sys.exit(main())
