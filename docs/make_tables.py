"""Write the tables of the docs that come from the code: ``uv run python docs/make_tables.py [--check]``.

A table stands between ``<!-- table: NAME -->`` and ``<!-- end of table -->``. With ``--check`` nothing is written, and
the exit code is 1 if a table is not up to date.
"""

from __future__ import annotations

import ast
import re
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from site_facts import channel_table, site_count, site_table

import bulletin_spider
from bulletin_spider.command_line.overview import GROUPS
from bulletin_spider.contract.tables import markdown_table, status_table
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.operations.outcome.severity import exit_code_table
from bulletin_spider.operations.reporting.prometheus import METRICS, PREFIX
from bulletin_spider.statuses import AttachmentState, Change, Pace, ProjectKind, RevisitResult, RowStatus
from bulletin_spider.watches.watch_file import KINDS

DOCS = Path(__file__).parent
PACKAGE = Path(bulletin_spider.__file__).parent
_TABLE = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(?=<!-- end of table -->)", re.DOTALL)


def package_table() -> str:
    """Return each package of the program with the first sentence of its docstring."""
    rows = ["| package | what it does |", "|---|---|"]
    for path in sorted(PACKAGE.rglob("__init__.py")):
        package = path.parent.relative_to(PACKAGE).as_posix()
        if package == ".":
            continue
        sentence = (
            (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
            .partition("\n")[0]
            .replace("``", "`")
        )
        rows.append(f"| `{package}/` | {sentence} |")
    return "\n".join(rows)


def metric_table() -> str:
    """Return each metric of ``status --prometheus`` with its sentence."""
    rows = ["| metric | what it is |", "|---|---|"]
    return "\n".join([*rows, *(f"| `{PREFIX}{metric.name}` | {metric.sentence} |" for metric in METRICS)])


def kind_table() -> str:
    """Return each kind of change that a watch can ask for, with its sentence."""
    rows = ["| kind | meaning |", "|---|---|"]
    return "\n".join([*rows, *(f"| `{kind}` | {kind.sentence} |" for kind in KINDS)])


def command_table() -> str:
    """Return each of our commands with its synopsis and what it does, in the groups of ``bulletin -h``."""
    rows = ["| to | type | |", "|---|---|---|"]
    for group, names in GROUPS.items():
        for name in names:
            if find_spec(f"bulletin_spider.commands.{name}"):
                command = import_module(f"bulletin_spider.commands.{name}").Command()
                typed = f"bulletin {name} {command.syntax()}".strip().replace("|", "\\|")
                rows.append(f"| {group} | `{typed}` | {command.short_desc()} |")
    return "\n".join(rows)


TABLES = {
    "commands": command_table,
    "project kinds": lambda: status_table(ProjectKind),
    "paces": lambda: status_table(Pace),
    "kinds": kind_table,
    "changes": lambda: status_table(Change),
    "attachment states": lambda: status_table(AttachmentState),
    "row statuses": lambda: status_table(RowStatus),
    "revisit results": lambda: status_table(RevisitResult),
    "evidence rules": lambda: status_table(EvidenceRule),
    "fields": markdown_table,
    "exit codes": exit_code_table,
    "metrics": metric_table,
    "packages": package_table,
    "count of sites": site_count,
    "sites": site_table,
    "channels of sites": channel_table,
}


def with_tables(text: str) -> str:
    """Return a document with every marked table up to date. Raises ``KeyError`` for an unknown table."""
    return _TABLE.sub(lambda match: f"{match[1]}{TABLES[match[2]]()}\n", text)


def main() -> int:
    """Update the documents, or only name those that are not up to date."""
    stale = []
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if (fresh := with_tables(text)) != text:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(fresh, encoding="utf-8")
    for path in stale:
        print(f"{path.name}: {'not up to date: just docs' if '--check' in sys.argv else 'written'}")
    return int("--check" in sys.argv and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
