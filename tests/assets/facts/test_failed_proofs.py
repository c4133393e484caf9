"""A report whose proof breaks off is named and has no verdict; every other one is proved all the same."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.extract.cache import ExtractCache
from assets.facts import build, judging, warehouse
from assets.facts.judging import write_verdicts
from assets.facts.owed_proofs import PROOF_TABLES
from expectations.printed import PrintedReport
from expectations.proof import Proof, prove_report
from tests.assets.facts.extracts import hash_of, keep, make_archived, make_extract, small_report

NAMES = ("甲局", "乙局", "丙局")
BROKEN = hash_of("乙局")
FAILED = "SELECT sha256, severity, origin, message_en FROM quality_finding WHERE rule_id = 'proof_failed'"


@pytest.fixture
def path(cache: ExtractCache, tmp_path: Path) -> Path:
    """A warehouse of three reports, the second recognised in an image; facts only."""
    for name in NAMES:
        more = {"source": "ocr", "agreement": "single", "confidence": 0.97} if name == "乙局" else {}
        cells = [{**cell, **more} for cell in small_report("800.00" if name == "丙局" else "300.00")]
        keep(cache, name, make_extract(name, 2023, cells))
    path = tmp_path / "w.duckdb"
    archived = tuple(make_archived(name) for name in NAMES)
    build.write_facts(path, build.BuildInputs(archived, (), "v1", "v1"), cache)
    return path


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def break_proof(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Proof], Proof]) -> None:
    """Let the proof of 乙局 come out otherwise."""

    def prove(printed: PrintedReport, first_finding: int = 1) -> Proof:
        proof = prove_report(printed, first_finding)
        return spoil(proof) if printed.sha256 == BROKEN else proof

    monkeypatch.setattr(judging, "prove_report", prove)


def raise_error(error: BaseException) -> Callable[[Proof], Proof]:
    def spoil(proof: Proof) -> Proof:
        raise error

    return spoil


def overflow(proof: Proof) -> Proof:
    """A verdict with an amount that its column does not take."""
    proof.verdicts[0] = proof.verdicts[0]._replace(left_amount=Decimal(10) ** 30)
    return proof


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(raise_error(ValueError("no amount is\nprinted in 斤")), "ValueError: no amount is printed in 斤"),
     (overflow, "Arrow")],
    ids=["proof", "insertion"],
)  # fmt: skip
def test_the_others_are_proved_and_nothing_is_said_of_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Proof], Proof], told: str
) -> None:
    write_verdicts(path)
    query = "FROM quality_{} WHERE sha256 <> '" + BROKEN + "' ORDER BY ALL"
    tables = ("verdict", "suspect", "ledger", "disclosure", "finding")
    before = {table: ask(path, query.format(table)) for table in tables}
    break_proof(monkeypatch, spoil)
    seen: list[str] = []
    tally = write_verdicts(path, seen.append)
    assert sorted(seen) == sorted(map(hash_of, NAMES))
    assert {table: ask(path, query.format(table)) for table in tables} == before
    for table in PROOF_TABLES:
        assert ask(path, f"SELECT count(*) FROM {table} WHERE sha256 = '{BROKEN}'") == [(0,)]
    assert sum(tally.values()) == ask(path, "SELECT count(*) FROM quality_verdict")[0][0] > 0
    ((sha256, severity, origin, message),) = ask(path, FAILED)
    assert (sha256, severity, origin) == (BROKEN, "error", "proof")
    assert told in message
    grades = dict(ask(path, "SELECT department, grade FROM dim_report"))
    assert grades["乙局"] is None
    assert None not in (grades["甲局"], grades["丙局"])


def test_what_was_recognised_is_as_doubtful_as_before_any_proof(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubts = f"SELECT doubt FROM fact_cell WHERE sha256 = '{BROKEN}'"
    write_verdicts(path)
    assert set(ask(path, doubts)) == {(None,)}
    break_proof(monkeypatch, raise_error(KeyError("nothing")))
    write_verdicts(path)
    assert set(ask(path, doubts)) == {("unconfirmed",)}


def test_a_proof_that_succeeds_again_takes_the_failure_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_proof(monkeypatch, raise_error(RecursionError()))
    write_verdicts(path)
    monkeypatch.undo()
    write_verdicts(path)
    assert ask(path, FAILED) == []
    assert ask(path, "SELECT count(*) FROM dim_report WHERE grade IS NULL") == [(0,)]


@pytest.mark.parametrize("error", [MemoryError(), OSError("disk full"), duckdb.OperationalError("gone")])
def test_errors_of_the_machine_are_no_report_s_fault(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    break_proof(monkeypatch, raise_error(error))
    with pytest.raises(type(error)):
        write_verdicts(path)


def test_a_build_whose_only_report_fails_has_still_been_judged(
    cache: ExtractCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(cache, "乙局", make_extract("乙局", 2023, small_report()))
    path = tmp_path / "one.duckdb"
    build.write_facts(path, build.BuildInputs((make_archived("乙局"),), (), "v1", "v1"), cache)
    assert warehouse.stage_of(path) == "facts"
    break_proof(monkeypatch, raise_error(ValueError("broken")))
    write_verdicts(path)
    assert warehouse.stage_of(path) == "verdicts"
