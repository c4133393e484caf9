"""The sample reports: the shipped files agree with each other, with their facts and with the identities."""

import hashlib
import json
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assets.archive.sidecar import read_sidecar
from expectations.cells import Cell
from expectations.evaluate import evaluate_report
from tools.samples.facts import facts_names, load_facts
from tools.samples.ledger import Ledger
from tools.samples.printed import misprint
from tools.samples.report import make_pages
from tools.samples.store import RAW, TRUTHS, make_sidecar, missing_tool, pdf_path, render
from tools.samples.truth import make_truth

NAMES = facts_names()
PRINTED_BY_REPORTLAB = [name for name in NAMES if load_facts(name).layout.renderer == "reportlab"]

INTENDED = {
    "hetang-2020": {
        ("I07", "03/201/total"),
        ("I09", "03/201/project"),
        ("I09", "03/合计/project"),
        ("I15", "07/budget_total"),
        ("I22", "05/201/project"),
    },
    "fuqiao-justice-2024": {("I08", "05/2040604/total"), ("I09", "05/20406/project")},
}


def read_truth(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((TRUTHS / f"{name}.json").read_text(encoding="utf-8"))
    return truth


def as_cell(sha256: str, cell_no: int, cell: dict[str, Any]) -> Cell:
    printed, amount = cell["printed"], cell["amount"]
    kind = "amount" if amount is not None else "dash" if printed else "blank"
    return Cell(
        sha256=sha256,
        cell_no=cell_no,
        table_code=cell["table"],
        row_no=cell["row_no"],
        side=cell["side"],
        item=cell["item"],
        subject_code=cell["code"],
        measure=cell["measure"],
        printed=printed,
        unit=cell["unit"],
        amount=None if amount is None else Decimal(amount),
        decimals=None if amount is None else len(printed.partition(".")[2]),
        value_kind=kind,
        row_kind="of_which" if cell["item"].startswith("其中") else "item",
        block_no=cell["block_no"],
        page=cell["page"],
        source="text",
    )


@pytest.mark.parametrize("name", NAMES)
def test_pdf_sidecar_and_truth_name_the_same_bytes(name: str) -> None:
    facts, sha256 = load_facts(name), read_truth(name)["sha256"]
    path = pdf_path(facts, sha256)
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == sha256
    assert path.with_suffix(".json").read_bytes() == make_sidecar(facts, data)
    assert read_sidecar(path.with_suffix(".json"), RAW).sha256 == sha256
    assert len(data) < 200_000


def test_every_archived_sample_has_facts() -> None:
    shipped = {read_truth(name)["sha256"] for name in NAMES}
    sidecars = [json.loads(path.read_bytes()) for path in RAW.glob("*/*/*/*.json")]
    assert {s["sha256"] for s in sidecars if s["source"] == "sample"} == shipped


@pytest.mark.parametrize("name", NAMES)
def test_facts_give_the_committed_truth(name: str) -> None:
    facts, truth = load_facts(name), read_truth(name)
    assert make_truth(facts, make_pages(facts), truth["sha256"]) == truth


@pytest.mark.parametrize("name", PRINTED_BY_REPORTLAB)
def test_reportlab_gives_the_same_bytes_again(name: str) -> None:
    facts = load_facts(name)
    if missing := missing_tool(facts):
        pytest.skip(f"{missing} is not on this machine in the version {name} was typeset with")
    if "ng" in zlib.ZLIB_RUNTIME_VERSION:
        pytest.skip("zlib-ng compresses to other bytes than zlib")
    assert hashlib.sha256(render(facts)).hexdigest() == read_truth(name)["sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_only_intended_defects_violate_identities(name: str) -> None:
    truth = read_truth(name)
    cells = [as_cell(truth["sha256"], n, cell) for n, cell in enumerate(truth["cells"], start=1)]
    verdicts = evaluate_report(cells, {cell.table_code for cell in cells})
    violated = {(v.identity_id, v.instance) for v in verdicts if v.verdict == "violated"}
    assert violated == INTENDED.get(name, set())


def test_second_year_opens_with_the_balances_the_first_closed_with() -> None:
    first = Ledger.from_facts(load_facts("shihe-water-2021").content)
    second = Ledger.from_facts(load_facts("shihe-water-2022").content)
    for source in ("general", "fund", "capital", "other"):
        assert second.opening(source) == first.closing(source)
    codes = first.codes(["received", "opening"], ["fund"])
    assert [second.opening("fund", code) for code in codes] == [first.closing("fund", code) for code in codes]


def test_hetang_has_the_published_cells(shared_reports: Path) -> None:
    published = json.loads(
        (shared_reports / "seed" / "株洲市荷塘区网格化管理服务中心2020年度部门决算.json").read_text(
            encoding="utf-8"
        )
    )
    fields = ("table", "side", "item", "code", "measure", "printed", "amount")

    def figures(truth: dict[str, Any]) -> list[tuple[Any, ...]]:
        return sorted(
            (tuple(cell[f] for f in fields) for cell in truth["cells"] if cell["printed"]), key=repr
        )

    assert figures(read_truth("hetang-2020")) == figures(published)


def test_a_misprint_must_name_one_cell() -> None:
    with pytest.raises(ValueError, match="one cell"):
        misprint({"05": []}, [{"table": "05", "code": "201", "measure": "total", "printed": "1.00"}])
