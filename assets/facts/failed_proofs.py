"""What stands in the warehouse for a report whose proof broke off: a finding that says so, and no verdict."""

from collections.abc import Iterable, Mapping

from assets.facts.findings import load_reader_rules
from expectations.cells import Cell
from expectations.findings import Finding
from expectations.proof import Proof

PROOF_FAILED = "proof_failed"
UNCONFIRMED = "unconfirmed"
LONGEST_DETAIL = 200  # characters of an error that a finding quotes


def failed_proof(error: Exception, doubts: Mapping[int, str | None]) -> Proof:
    """The proof of nothing: what broke it off as its one finding, no ledger, and '' for a grade."""
    rule = load_reader_rules()[PROOF_FAILED]
    detail = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_DETAIL]
    finding = Finding(
        PROOF_FAILED, rule["severity"], rule["zh"].format(error=detail), rule["en"].format(error=detail)
    )
    return Proof([], dict(doubts), [finding], [], [], "")


def unsettled_doubts(cells: Iterable[Cell]) -> dict[int, str | None]:
    """Doubt of every cell that its reader is not sure of, as before any identity was asked."""
    return {
        cell.cell_no: cell.reader_doubt or UNCONFIRMED
        for cell in cells
        if cell.source == "ocr" or cell.reader_doubt
    }
