"""Units, cron lines and containers: what deploy/ holds is what the command prints; nothing is installed."""

import configparser
import stat
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
import yaml
from click.testing import CliRunner, Result
from dagster._core.instance.config import dagster_instance_config

from pipelines.cli import main
from pipelines.requests import WRITES
from pipelines.units import KINDS, USUAL, Kind, UnitError, render

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
PLACES = {"timer": "systemd", "daemon": "systemd", "compose": "compose"}


@pytest.mark.parametrize("kind", PLACES)
def test_deploy_holds_what_the_command_prints(kind: str) -> None:
    for name, content in render(cast(Kind, kind), USUAL).items():
        kept = DEPLOY / "juesuan.env.example" if name == "juesuan.env" else DEPLOY / PLACES[kind] / name
        assert kept.read_text(encoding="utf-8") == content, f"{kept} is not as {name} is printed"


def test_deploy_holds_nothing_else() -> None:
    printed = {
        Path(place) / name
        for kind, place in PLACES.items()
        for name in render(cast(Kind, kind), USUAL)
        if name != "juesuan.env"
    }
    kept = {path.relative_to(DEPLOY) for path in DEPLOY.rglob("*") if path.is_file()}
    assert kept == printed | {Path("juesuan.env.example"), Path("README.md")}


def unit(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


@pytest.mark.parametrize("kind", ["timer", "daemon"])
def test_services_run_as_their_user_and_write_only_where_they_must(kind: str) -> None:
    files = render(cast(Kind, kind), USUAL)
    services = {name: unit(text)["Service"] for name, text in files.items() if name.endswith(".service")}
    assert services
    for service in services.values():
        assert service["User"] == "juesuan"
        assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", "/var/lib/juesuan")
        assert service["EnvironmentFile"] == "-/etc/juesuan/juesuan.env"
        assert service["ExecStart"].startswith("/opt/juesuan/.venv/bin/")


def test_the_timer_makes_up_for_a_night_missed() -> None:
    timer = unit(render("timer", replace(USUAL, at="03:30"))["juesuan-night.timer"])["Timer"]
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*-*-* 03:30:00 Asia/Shanghai", "yes")


def test_cron_counts_by_the_machine_s_clock() -> None:
    lines = render("cron", USUAL, here=UTC, today=date(2026, 7, 1))["juesuan.cron"].splitlines()
    assert lines[0].endswith("02:00 Asia/Shanghai, which is 18:00 by this machine's clock today.")
    assert lines[-1].startswith("0 18 * * * juesuan cd /var/lib/juesuan && ")
    assert lines[-1].endswith("/opt/juesuan/.venv/bin/juesuan night")
    paris = render("cron", USUAL, here=ZoneInfo("Europe/Paris"), today=date(2026, 7, 1))["juesuan.cron"]
    assert "\n0 20 * * * " in paris


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"folder": Path("/srv/my data")}, "/srv/my data"),
        ({"warehouse": Path("/srv/100%.duckdb")}, "100%"),
        ({"user": "a\nExecStartPre=/bin/sh"}, "without spaces"),
        ({"at": "2"}, "'2' is no time of day"),
        ({"at": "24:00"}, "no time of day"),
        ({"timezone": "Shanghai"}, "no time zone 'Shanghai'"),
        ({"timezone": "../../etc/passwd"}, "no time zone"),
    ],
)
def test_what_units_cannot_name_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(UnitError, match=told.replace("(", r"\(")):
        render("timer", replace(USUAL, **change))


def test_dagster_s_configuration_is_one() -> None:
    """Dagster itself takes it, and the queue goes by the tag that runs bear."""
    text = render("daemon", USUAL)["dagster.yaml"]
    assert text == render("compose", USUAL)["dagster.yaml"]
    config = yaml.safe_load(text)
    (limit,) = config["concurrency"]["runs"]["tag_concurrency_limits"]
    assert (limit["key"], limit["limit"]) == (next(iter(WRITES)), 1)
    assert config["telemetry"] == {"enabled": False}


def test_dagster_takes_its_configuration(tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text(render("daemon", USUAL)["dagster.yaml"], encoding="utf-8")
    config, _ = dagster_instance_config(str(tmp_path))
    assert config["run_retries"] == {
        "enabled": True,
        "max_retries": 2,
        "retry_on_asset_or_op_failure": False,
    }


def test_containers_are_shut_in() -> None:
    compose = yaml.safe_load(render("compose", USUAL)["compose.yml"])
    services = compose["services"]
    assert set(services) == {"code", "daemon", "web"}
    for service in services.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["user"] == "10001:10001"
        assert service["healthcheck"]["test"][0] == "CMD"
    assert [name for name, service in services.items() if "ports" in service] == ["web"]
    assert services["web"]["ports"] == ["127.0.0.1:3000:3000"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["daemon"]["networks"] == ["inside"]
    assert services["code"]["environment"]["JUESUAN_NIGHT_CRON"] == "0 2 * * *"


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    lines = render("compose", USUAL)["Dockerfile"].splitlines()
    assert any("--require-hashes -r requirements.lock" in line for line in lines)
    assert "USER 10001:10001" in lines
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    copied = {word for words in copies for word in words}
    assert all((PROJECT / name).exists() for name in copied)
    kept = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied == {line.removeprefix("!") for line in kept if line.startswith("!")}


def test_the_example_of_an_environment_holds_no_value() -> None:
    lines = (DEPLOY / "juesuan.env.example").read_text(encoding="utf-8").splitlines()
    assert all(line.endswith("=") for line in lines if line and not line.startswith("#"))


def schedule(*words: object) -> Result:
    return CliRunner().invoke(main, ["schedule", *map(str, words)])


@pytest.mark.parametrize("kind", KINDS)
def test_printing_writes_nothing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = schedule(kind)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("# ---- ")
    assert list(tmp_path.iterdir()) == []


def test_files_go_into_the_folder_named_and_replace_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "juesuan-night.timer").write_text("mine")
    result = schedule("timer", "--into", "units", "--warehouse", "w.duckdb", "--at", "04:15")
    assert result.exit_code == 0
    assert "is there already and stays as it is" in result.stderr
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        *("juesuan-night.service", "juesuan-night.timer", "juesuan.env"),
    }
    assert (tmp_path / "units" / "juesuan-night.timer").read_text() == "mine"
    assert stat.S_IMODE((tmp_path / "units" / "juesuan.env").stat().st_mode) == 0o600
    service = unit((tmp_path / "units" / "juesuan-night.service").read_text())["Service"]
    assert service["ReadWritePaths"] == f"{tmp_path} {tmp_path / 'w.archive'}"


def test_wrong_use() -> None:
    assert schedule("timer", "--at", "noon").exit_code == 2
    assert schedule("crontab").exit_code == 2
