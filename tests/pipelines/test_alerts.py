"""Alerts: when one is due, what it says, that it gets there, and that no secret gets anywhere else."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from assets.archive.places import Places
from assets.facts.changes import Changes, FileChange, ReportChange
from assets.fetch.silence import Silence
from assets.runs.record import RunRecord
from pipelines import alerts
from pipelines.alert_settings import AlertSettings, AlertSettingsError, read_settings
from pipelines.alert_text import compose
from pipelines.alerts import NotDelivered, alert, deliver
from tests.pipelines.receivers import mail_server, web_service

TODAY = date(2026, 11, 1)
NEW = ReportChange(
    "a" * 64, "某县财政局", 2025, "department", 1, True, "某县\n财政局.pdf", grade="C", errors=1
)
BAD = FileChange("b" * 64, "坏.pdf", "not_pdf", "no %PDF-")
RUN = RunRecord(
    run_id="20261101T180000.000000-abcdef",
    command="nightly",
    trigger="schedule",
    state="succeeded",
    started_at="2026-11-01T18:00:00.000+00:00",
    finished_at="2026-11-01T18:00:09.000+00:00",
    counts={"requests": 12, "fetched": 1},
)
NEWS = replace(RUN, changes=Changes("b", "a", counts={"new_reports": 1}, new_reports=(NEW,)).to_json())
SET_ASIDE = replace(RUN, changes=Changes("b", "a", counts={"quarantined": 1}, quarantined=(BAD,)).to_json())
FAILED = replace(RUN, state="failed", error="report_extract: no space\nleft")
SILENT = Silence("county", "某县财政局", "nothing_new", date(2025, 9, 27), TODAY)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    def at_once() -> Retrying:
        retried = retry_if_exception_type(NotDelivered)
        return Retrying(stop=stop_after_attempt(alerts.ATTEMPTS), retry=retried, reraise=True)

    monkeypatch.setattr(alerts, "_retrying", at_once)


@pytest.mark.parametrize(
    ("run", "silences", "level"),
    [
        (RUN, [], "quiet"),
        (NEWS, [], "news"),
        (SET_ASIDE, [], "attention"),
        (FAILED, [], "failed"),
        (replace(RUN, state="interrupted"), [], "failed"),
        (replace(NEWS, failures=("county: 500",)), [], "attention"),
        (RUN, [SILENT], "attention"),
        (RUN, [replace(SILENT, silent_since=date(2026, 10, 31))], "quiet"),
        (RUN, [replace(SILENT, silent_since=date(2026, 10, 25))], "attention"),
    ],
)
def test_levels(run: RunRecord, silences: list[Silence], level: str) -> None:
    assert compose(run, silences, today=TODAY).level == level


def test_who_is_told_when() -> None:
    due = {
        when: [run for run in (RUN, NEWS, SET_ASIDE, FAILED) if compose(run, today=TODAY).is_due(when)]
        for when in ("failure", "news", "always")
    }
    assert due == {
        "failure": [SET_ASIDE, FAILED],
        "news": [NEWS, SET_ASIDE, FAILED],
        "always": [RUN, NEWS, SET_ASIDE, FAILED],
    }


def test_what_is_said_in_both_languages() -> None:
    zh = compose(NEWS, [SILENT], "zh", TODAY)
    assert zh.subject.endswith(": 需要查看 新报告 1 份")
    assert zh.text.splitlines()[1:] == [
        "来源沉默：某县财政局（county）自 2025-09-27 起没有新内容",
        "新报告：某县财政局 2025 年（部门），等级 C，错误 1 处",
        "requests 12, fetched 1",
        "运行 20261101T180000.000000-abcdef，始于 2026-11-01 18:00 UTC",
    ]
    en = compose(FAILED, [], "en", TODAY)
    assert en.subject.endswith(": run failed")
    assert en.text.splitlines()[1] == "went wrong: report_extract: no space left"


def test_a_long_list_of_failures_is_cut() -> None:
    many = replace(RUN, failures=tuple(f"county: page {n}" for n in range(40)))
    lines = compose(many, [], "en", TODAY).text.splitlines()
    assert (lines[15], lines[16]) == ("went wrong: county: page 14", "… and 25 more")


def hook(port: int, **more: str) -> dict[str, str]:
    return {"JUESUAN_ALERT_WEBHOOK": f"http://127.0.0.1:{port}/hook?key=hunter2hunter2", **more}


def test_a_webhook_gets_everything_as_json(tmp_path: Path) -> None:
    with web_service() as service:
        told = alert(
            Places(tmp_path / "w.duckdb"), NEWS, hook(service.port, JUESUAN_ALERT_WEBHOOK_TOKEN="t0ken")
        )
    assert told == []
    ((path, authorization, body),) = service.posts
    assert (path, authorization) == ("/hook?key=hunter2hunter2", "Bearer t0ken")
    assert body["level"] == "news"
    assert body["run"]["changes"]["new_reports"][0]["department"] == "某县财政局"
    assert body["text"].startswith(body["subject"])


@pytest.mark.parametrize(
    ("shape", "answer", "text"),
    [
        ("wecom", b'{"errcode": 0}', lambda body: body["text"]["content"]),
        ("dingtalk", b'{"errcode": 0}', lambda body: body["text"]["content"]),
        ("feishu", b'{"code": 0}', lambda body: body["content"]["text"]),
    ],
)
def test_chat_services_get_a_text_short_enough(shape: str, answer: bytes, text: Any, tmp_path: Path) -> None:
    long = replace(FAILED, error="错" * 3000)
    with web_service((200, answer)) as service:
        assert (
            alert(Places(tmp_path / "w.duckdb"), long, hook(service.port, JUESUAN_ALERT_WEBHOOK_FORMAT=shape))
            == []
        )
    ((_, _, body),) = service.posts
    assert text(body).endswith("错…")
    assert len(text(body).encode()) < 2048


def test_a_chat_service_that_takes_no_message_is_told_of(tmp_path: Path) -> None:
    with web_service((200, b'{"errcode": 93000, "errmsg": "invalid key hunter2hunter2"}')) as service:
        environment = hook(service.port, JUESUAN_ALERT_WEBHOOK_FORMAT="wecom")
        assert alert(Places(tmp_path / "w.duckdb"), FAILED, environment) == [
            "webhook: refused with code 93000"
        ]


def test_a_service_that_fails_once_is_asked_again(tmp_path: Path) -> None:
    with web_service((503, b""), (200, b"")) as service:
        assert alert(Places(tmp_path / "w.duckdb"), FAILED, hook(service.port)) == []
    assert len(service.posts) == 2


def test_what_is_not_due_is_not_sent(tmp_path: Path) -> None:
    with web_service() as service:
        assert alert(Places(tmp_path / "w.duckdb"), RUN, hook(service.port)) == []
        assert alert(Places(tmp_path / "w.duckdb"), RUN, {}) == []
    assert service.posts == []


def mail(port: int, **more: str) -> dict[str, str]:
    return {
        "JUESUAN_ALERT_MAIL_TO": "a@example.invalid, b@example.invalid",
        "JUESUAN_ALERT_MAIL_FROM": "juesuan@example.invalid",
        "JUESUAN_SMTP_HOST": "127.0.0.1",
        "JUESUAN_SMTP_PORT": str(port),
        "JUESUAN_SMTP_SECURITY": "none",
        **more,
    }


def test_a_letter(tmp_path: Path) -> None:
    with mail_server() as server:
        assert alert(Places(tmp_path / "w.duckdb"), NEWS, mail(server.port)) == []
    (letter,) = server.letters
    assert letter["Subject"].endswith("有新内容 新报告 1 份")
    assert letter["To"] == "a@example.invalid, b@example.invalid"
    assert "某县财政局 2025 年" in letter.get_content()
    assert len(server.recipients) == 2


def test_failures_name_no_secret_and_stop_neither_the_run_nor_the_other_way(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A webhook that answers 500, a mail server that refuses, then one that offers no encryption."""
    with web_service((500, b"hunter2hunter2")) as service, mail_server(refuse=True) as server:
        environment = hook(service.port) | mail(server.port)
        with caplog.at_level(logging.DEBUG, logger="pipelines"):
            told = alert(Places(tmp_path / "w.duckdb"), FAILED, environment)
        secret = {
            "JUESUAN_SMTP_SECURITY": "starttls",
            "JUESUAN_SMTP_USER": "u",
            "JUESUAN_SMTP_PASSWORD": "pa55word",
        }
        told += alert(Places(tmp_path / "w.duckdb"), FAILED, mail(server.port, **secret))
    assert told == [
        "webhook: answered 500",
        "mail: SMTPRecipientsRefused",
        "mail: SMTPNotSupportedError",
    ]
    assert len(service.posts) == alerts.ATTEMPTS
    assert "hunter2" not in caplog.text
    assert "pa55word" not in caplog.text


def test_nobody_there(tmp_path: Path) -> None:
    with web_service() as service:
        gone = hook(service.port)
    assert alert(Places(tmp_path / "w.duckdb"), FAILED, gone) == ["webhook: ConnectError"]


def test_damaged_changes_do_not_raise(tmp_path: Path) -> None:
    odd = replace(RUN, changes={"new_reports": 1})
    told = alert(Places(tmp_path / "w.duckdb"), odd, {"JUESUAN_ALERT_WEBHOOK": "http://127.0.0.1:9/"})
    assert told == ["the alert could not be written (TypeError)"]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"JUESUAN_ALERT_ON": "sometimes"}, "JUESUAN_ALERT_ON is one of failure, news, always"),
        ({"JUESUAN_ALERT_WEBHOOK": "file:///hunter2"}, "JUESUAN_ALERT_WEBHOOK is no address"),
        ({"JUESUAN_ALERT_MAIL_TO": "a@b.c"}, "needs JUESUAN_SMTP_HOST"),
        (mail(0), "JUESUAN_SMTP_PORT is no port"),
        (mail(25, JUESUAN_SMTP_PASSWORD="hunter2"), "in the clear"),
        (mail(25, JUESUAN_SMTP_SECURITY="hunter2"), "JUESUAN_SMTP_SECURITY is one of starttls, tls, none"),
    ],
)
def test_wrong_settings_are_named_without_their_values(
    environment: Mapping[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(AlertSettingsError, match=told) as raised:
        read_settings(environment)
    assert "hunter2" not in str(raised.value)
    assert alert(Places(tmp_path / "w.duckdb"), FAILED, environment) == [str(raised.value)]


def test_settings_show_no_secret() -> None:
    environment = hook(1, JUESUAN_ALERT_WEBHOOK_TOKEN="t0ken-t0ken")
    assert "hunter2" not in repr(read_settings(environment))
    assert "t0ken" not in repr(read_settings(environment))
    assert deliver(compose(RUN, today=TODAY), AlertSettings()) == []
