"""Draw a terminal with what commands on the demo print: ``just picture`` writes ``docs/terminal.svg``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

PICTURE = Path(__file__).with_name("terminal.svg")
COMMANDS = ("bulletin demo", "bulletin changes --since 2026-09-29 --kind figures --channel 要闻")
_COLUMNS = 84
_LEFT_OUT = re.compile(
    r"@font-face \{.*?\}\s*|font-variant-east-asian: full-width;\s*|<!--.*?-->\s*", re.DOTALL
)
"""What Rich's template has beside the picture: fonts from a server, and wide Latin letters."""


def main() -> None:
    """Run the commands in an empty archive, and write the picture."""
    with tempfile.TemporaryDirectory() as place:
        environment = os.environ | {"BULLETIN_ARCHIVE": f"{place}/output", "COLUMNS": "80"}
        shown = ((command, _printed(command, environment)) for command in COMMANDS)
        text = "\n".join(f"$ {command}\n{printed}" for command, printed in shown)
        PICTURE.write_text(picture(text.replace(f"{place}/output", "output")), encoding="utf-8")


def _printed(command: str, environment: dict[str, str]) -> str:
    arguments = [sys.executable, "-m", "bulletin_spider", *command.split()[1:]]
    return subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True).stdout


def picture(text: str) -> str:
    """Return the SVG of a terminal that shows ``text``. It asks no server for a font."""
    console = Console(
        record=True, width=_COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in text.rstrip().splitlines():
        shown = Text(line, no_wrap=True)
        shown.highlight_regex(r"^\$ .*", "bold")
        shown.highlight_regex(r"\[-.*?-\]", "red strike")
        shown.highlight_regex(r"\{\+.*?\+\}", "green")
        shown.highlight_regex(r"^day \d+, [\d-]+", "cyan")
        console.print(shown)
    svg = console.export_svg(title="bulletin", theme=MONOKAI, unique_id="terminal")
    return _LEFT_OUT.sub("", svg).replace("Fira Code, monospace", "monospace")


if __name__ == "__main__":
    main()
