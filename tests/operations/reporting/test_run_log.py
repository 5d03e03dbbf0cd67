from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.operations.reporting.run_log import delete_old_logs, log_handler

if TYPE_CHECKING:
    from tests.conftest import Archive


def test_old_logs_are_deleted_before_the_next(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    for site in ("demo", "haidian"):
        for number in range(5):
            path = layout.log(site, f"2026092{number}T000000Z")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    delete_old_logs(layout, "demo", 3)
    assert [path.stem[:8] for path in layout.logs("demo")] == ["20260923", "20260924"]
    delete_old_logs(layout, "demo", 1)
    assert layout.logs("demo") == []
    assert len(layout.logs("haidian")) == 5


def test_full_disk_ends_the_log_with_one_warning(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests may have left handlers whose streams are closed.
    monkeypatch.setattr(logging.root, "handlers", [caplog.handler])
    handler = log_handler(Path("/dev/full"))
    logging.root.addHandler(handler)
    logger = logging.getLogger("bulletin_spider.tests")
    for _ in range(3):
        logger.warning("a line")
    assert handler not in logging.root.handlers
    warnings = [record.getMessage() for record in caplog.records if "ends here" in record.getMessage()]
    assert warnings == ["the log of this run ends here: /dev/full: No space left on device"]
    assert "Traceback" not in capsys.readouterr().err
    handler.close()


def test_log_line_has_utc_time_and_logger(tmp_path: Path) -> None:
    handler = log_handler(tmp_path / "x.log")
    assert not (tmp_path / "x.log").exists()
    record = logging.LogRecord("speaker", logging.INFO, "x.py", 1, "said %s", ("so",), None)
    record.created = 0.0
    handler.handle(record)
    handler.close()
    assert (tmp_path / "x.log").read_text() == "1970-01-01T00:00:00Z INFO [speaker] said so\n"


@pytest.mark.crawl
def test_run_log_holds_no_bulletin_text(archive: Archive) -> None:
    ended = archive.demo("-a", "limit=8", "-L", "DEBUG", "-s", "LOGS_KEPT=1")
    assert ended.code == 0
    text = archive.versions()[0]["paragraphs"][0][:20]
    run = archive.runs()[0]["run"]
    log = (archive.root / "logs" / "demo" / f"{run}.log").read_text(encoding="utf-8")
    assert "demo: 8 published, ok" in log
    assert text not in log
    assert text not in ended.err
    assert f"new: {archive.versions()[0]['url']}" in ended.err
    archive.demo("-s", "LOGS_KEPT=1")
    assert [path.stem for path in (archive.root / "logs" / "demo").iterdir()] == [archive.runs()[1]["run"]]
