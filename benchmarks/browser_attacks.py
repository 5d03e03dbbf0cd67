"""Open every attack in Chromium, as it is and as a rich body, and count those that run.

Usage: python -m benchmarks.browser_attacks [--chromium PATH]

Each attack is in a frame of its own, in which ``alert`` reports to the page around it. A script there also clicks every
link and button, and sends every element the events that attacks wait for. It returns 1 if an attack runs from a rich
body, or if so few run as they are that the measurement proves nothing.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bulletin_spider.extraction import Content, rich_body
from bulletin_spider.extraction.body_html.reshaping import reshaped
from bulletin_spider.extraction.body_html.sanitizing import sanitized
from tests.extraction.body_html.attacks import ATTACKS, BOMBS

ADDRESS = "https://www.example.cn/xw/1.html"
FIRST, LAST = "3月6日上午，区政府召开专题会议，研究部署绿化工作。", "会议还研究了其他事项。"
_BATCH = 60
"""Frames in one page: Chromium gives each of them time within the budget."""
_FEWEST = 60
"""Attacks that must run as they are: Chromium 156 runs 91. The others are for older browsers or wait for a person."""
_PRELUDE = """<script>
window.alert = () => parent.postMessage(NUMBER, '*');
addEventListener('load', () => setTimeout(() => {
  for (const one of document.querySelectorAll('*')) {
    for (const kind of ['mouseover', 'pointerrawupdate', 'focus', 'scroll', 'copy', 'beforeinput', 'toggle'])
      try { one.dispatchEvent(new Event(kind, {bubbles: true})) } catch {}
    if (/^(a|button|input|area|p|td)$/i.test(one.tagName)) try { one.click() } catch {}
  }
}, 300));
</script>"""
_DRIVER = """<!doctype html><meta charset=utf-8><pre id=runs>[]</pre><script>
const runs = new Set();
addEventListener('message', message => {
  runs.add(message.data); document.getElementById('runs').textContent = JSON.stringify([...runs]);
});
</script>"""


def forms(attack: str) -> dict[str, str]:
    """Return an attack as it is, in the body of a page, and only reshaped and made safe."""
    page = f"<div><p>{FIRST}</p><p>{attack}</p><p>{LAST}</p></div>".encode("utf-8", "replace")
    found = {"as it is": attack, "in a rich body": rich_body(page, ADDRESS, Content([FIRST, LAST]))}
    if attack not in BOMBS:
        found["made safe alone"] = sanitized(reshaped(f"<div><p>{FIRST}</p>{attack}</div>", ADDRESS))
    return found


def running(chromium: str, frames: list[str]) -> set[int]:
    """Return the numbers of the frames in which something ran."""
    found: set[int] = set()
    with tempfile.TemporaryDirectory() as place:
        for start in range(0, len(frames), _BATCH):
            parts = [_DRIVER]
            for number, markup in enumerate(frames[start : start + _BATCH], start):
                document = _PRELUDE.replace("NUMBER", str(number)) + markup
                parts.append(f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(document)}"></iframe>')
            driver = Path(place, "driver.html")
            driver.write_text("\n".join(parts), encoding="utf-8", errors="replace")
            command = [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=8000",
                "--dump-dom",
            ]
            done = subprocess.run(
                [*command, f"--user-data-dir={place}/profile", driver.as_uri()],
                capture_output=True,
                check=True,
            )
            runs = re.search(r'<pre id="runs">(.*?)</pre>', done.stdout.decode("utf-8", "replace"))
            found.update(json.loads(runs[1]) if runs else [])
    return found


def main() -> int:
    """Print how many attacks run in each form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = parser.parse_args()
    if not options.chromium:
        print("no Chromium found: name it with --chromium PATH")
        return 2
    frames: dict[str, list[str]] = {}
    for attack in ATTACKS:
        for form, markup in forms(attack).items():
            frames.setdefault(form, []).append(markup)
    counts = {}
    for form, markups in frames.items():
        counts[form] = running(options.chromium, markups)
        print(f"{form:18} {len(counts[form]):4} of {len(markups)} attacks run")
        if form != "as it is":
            for number in sorted(counts[form]):
                print(f"  {markups[number]!r}")
    failed = sum(len(found) for form, found in counts.items() if form != "as it is")
    return int(failed > 0 or len(counts["as it is"]) < _FEWEST)


if __name__ == "__main__":
    sys.exit(main())
