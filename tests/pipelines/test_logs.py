"""Logs: where they go, what a line looks like, and what never stands in one."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from pipelines import logs


@pytest.fixture(autouse=True)
def _left_as_found() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    for root in logs.ROOTS:
        logger = logging.getLogger(root)
        for handler in logger.handlers:
            handler.close()
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)


def own_logger() -> Any:
    return structlog.get_logger("assets.fetch.client")


def test_json_lines_carry_their_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    structlog.contextvars.bind_contextvars(run_id="r1")
    own_logger().info("fetched", url="https://例.cn/a.pdf", bytes=7, path=Path("甲.pdf"))
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {
        "event": "fetched", "level": "info", "logger": "assets.fetch.client", "run_id": "r1",
        "url": "https://例.cn/a.pdf", "bytes": 7, "path": "甲.pdf",
    }  # fmt: skip
    assert captured.out == ""


def test_a_person_is_spared_plain_lines_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    own_logger().error("source failed")
    assert capsys.readouterr().err == ""
    logs.configure(level="warning")
    own_logger().info("fetched")
    own_logger().warning("source failed", source="甲 局", status=500)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.partition(" ")[2] == "warning source failed source='甲 局' status=500"


def test_a_file_is_appended_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", file=tmp_path / "log" / "juesuan.log")
    logs.configure("plain", file=tmp_path / "log" / "juesuan.log")
    own_logger().info("fetched")
    assert capsys.readouterr().err == ""
    (line,) = (tmp_path / "log" / "juesuan.log").read_text(encoding="utf-8").splitlines()
    assert line.endswith("info    fetched")


def test_lines_of_the_standard_library_look_alike(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    logging.getLogger("pipelines.lock").warning("taken by %s", "甲")
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["level"], told["logger"]) == ("taken by 甲", "warning", "pipelines.lock")


def test_an_exception_is_told_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    try:
        raise ValueError("https://user:hunter22@host/")
    except ValueError:
        own_logger().exception("broke")
    told = json.loads(capsys.readouterr().err)
    assert "ValueError: https://***@host/" in told["exception"]
    assert told["level"] == "error"


def test_secrets_of_the_environment_never_reach_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUESUAN_SMTP_PASSWORD", "s3cr3t-word")
    logs.configure("json")
    own_logger().error("mail not sent: s3cr3t-word refused", hint={"text": ["s3cr3t-word"]}, password="other")
    line = capsys.readouterr().err
    assert "s3cr3t-word" not in line and "other" not in line
    assert json.loads(line)["hint"] == {"text": ["***"]}


def test_the_environment_chooses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUESUAN_LOG_FORMAT", "json")
    monkeypatch.setenv("JUESUAN_LOG_LEVEL", "debug")
    monkeypatch.setenv("JUESUAN_LOG_FILE", str(tmp_path / "log"))
    logs.configure_from_environment()
    own_logger().debug("asked")
    line = capsys.readouterr().err
    assert json.loads(line)["level"] == "debug"
    assert (tmp_path / "log").read_text(encoding="utf-8") == line


def test_words_nobody_knows_count_as_not_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUESUAN_LOG_FORMAT", "xml")
    monkeypatch.setenv("JUESUAN_LOG_LEVEL", "loud")
    logs.configure_from_environment()
    own_logger().warning("x")
    assert capsys.readouterr().err.endswith("warning x\n")
