"""The lock files: no trace of where packages came from, a hash for each, all that pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)


def read_pins(name: str) -> dict[str, str]:
    text = (PROJECT / name).read_text(encoding="utf-8")
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer(text)}


def read_project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    return project


def asked_for(lock: str) -> list[str]:
    project = read_project()
    extras = project["optional-dependencies"]
    run = [*project["dependencies"], *extras["build"]]
    return run if lock == "requirements.lock" else extras["dev"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_file(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", text, re.M
    )
    assert " @ " not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    text = re.sub(r"\\\n\s*", " ", (PROJECT / lock).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 5
    assert [line for line in lines if not re.search(r"--hash=sha256:[0-9a-f]{64}", line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_covers_what_the_project_asks_for(lock: str) -> None:
    pins = read_pins("requirements.lock") | read_pins(lock)
    for requirement in map(Requirement, asked_for(lock)):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement


def test_the_locks_agree_with_each_other() -> None:
    run, dev = (read_pins(lock) for lock in LOCKS)
    assert {name: version for name, version in dev.items() if run.get(name, version) != version} == {}
