"""Proofs of reports as rows: verdicts, findings, suspects."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from assets.facts import warehouse
from assets.facts.findings import doubt_rows
from expectations.findings import Finding, Suspect
from expectations.proof import Proof

Rows = Iterator[dict[str, Any]]
# What a suspect's record holds under another name, or puts together, in its table.
_OF_SUSPECT = tuple(name for name in Suspect._fields if name != "suggested_text")


def verdict_table(proofs: Iterable[Proof]) -> pa.Table | None:
    """Rows of quality_verdict; None where no report owes any."""
    verdicts = [verdict for proof in proofs for verdict in proof.verdicts]
    if not verdicts:
        return None
    columns = zip(type(verdicts[0])._fields, zip(*verdicts, strict=True), strict=True)
    return pa.table({name: warehouse.array("quality_verdict", name, values) for name, values in columns})


def record_rows(records: Iterable[NamedTuple]) -> Rows:
    """Rows of a table whose columns are the fields of its records."""
    return (record._asdict() for record in records)


def finding_rows_of(proofs: Mapping[str, Proof], after: Mapping[str, int]) -> Rows:
    """Rows of quality_finding, by report numbered on from the last number of its reader's findings."""
    for sha256, proof in proofs.items():
        first = after[sha256] + 1
        for number, finding in enumerate(proof.findings, start=first):
            yield _finding_row(sha256, number, finding)
        yield from doubt_rows(sha256, proof.doubts, after[sha256] + len(proof.findings))


def _finding_row(sha256: str, number: int, finding: Finding) -> dict[str, Any]:
    return {
        "sha256": sha256,
        "finding_no": number,
        "rule_id": finding.rule_id,
        "origin": "proof",
        "table_code": finding.table_code,
        "subject_code": finding.subject_code,
        "measure": finding.measure,
        "page": finding.page,
        "severity": finding.severity,
        "amount": finding.amount,
        "cell_no": finding.cell_no,
        "statement_no": finding.statement_no,
        "verdicts": len(finding.explains),
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
    }


def suspect_rows(proofs: Mapping[str, Proof], after: Mapping[str, int]) -> Rows:
    """Rows of quality_suspect: every candidate of every finding, numbered through the report."""
    for sha256, proof in proofs.items():
        suspects = (
            (finding_no, suspect)
            for finding_no, finding in enumerate(proof.findings, start=after[sha256] + 1)
            for suspect in finding.suspects
        )
        for number, (finding_no, suspect) in enumerate(suspects, start=1):
            yield {
                "sha256": sha256,
                "suspect_no": number,
                "finding_no": finding_no,
                **{name: getattr(suspect, name) for name in _OF_SUSPECT},
                "suggested_text": suspect.suggested_text or None,
                "evidence": f"{suspect.evidence_zh} | {suspect.evidence_en}",
            }
