"""What in a warehouse a person has to look at; where there is anything, a command exits with 1."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from expectations.outcomes import RULE_SUITES

_QUARANTINED = """
SELECT file_name, reason, coalesce(detail, '') FROM quality_quarantine
WHERE $everything OR sha256 IN (SELECT unnest($hashes)) ORDER BY reason, file_name
"""
_INCOMPLETE = """
SELECT file_name, coalesce(incomplete_reason, '') FROM dim_report
WHERE NOT is_complete AND ($everything OR sha256 IN (SELECT unnest($hashes))) ORDER BY file_name
"""
_UNPROVED = """
SELECT file_name, message_en FROM quality_finding JOIN dim_report USING (sha256)
WHERE rule_id = 'proof_failed' AND ($everything OR sha256 IN (SELECT unnest($hashes))) ORDER BY file_name
"""
_CORRECTIONS = """
SELECT correction_id, outcome,
       concat_ws(' ', coalesce(department || ' ' || fiscal_year, named_sha256), table_code, side,
           subject_code, item, measure)
       || ': expected "' || expected || '"' || coalesce(', printed "' || printed || '"', '')
FROM quality_correction
WHERE has_failed AND ($everything OR sha256 IN (SELECT unnest($hashes))
    OR named_sha256 IN (SELECT unnest($hashes)) OR correction_id IN (SELECT unnest($hashes)))
ORDER BY correction_id
"""
# What rules found in reports is no fault of the tables; a check that broke is one whatever it looks at.
_BROKEN = """
SELECT count(*) FROM quality_validation
WHERE identity_id IS NULL AND (status = 'errored' OR (status = 'failed' AND NOT list_contains($rules, suite)))
"""


@dataclass(frozen=True, slots=True)
class Attention:
    """What could not be read, proved or corrected, of the whole warehouse or of some files.

    ``broken`` counts the expectations on tables that failed, whatever files are asked about: a warehouse that
    contradicts itself is nothing to rely on.
    """

    quarantined: tuple[tuple[str, str, str], ...] = ()  # file name, reason, detail
    incomplete: tuple[tuple[str, str], ...] = ()  # file name, what could not be read
    failed_proofs: tuple[tuple[str, str], ...] = ()  # file name, what went wrong
    failed_corrections: tuple[tuple[str, str, str], ...] = ()  # id, outcome, expected and found
    broken: int = 0

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to look at."""
        return any(
            (self.quarantined, self.incomplete, self.failed_proofs, self.failed_corrections, self.broken)
        )

    def lines(self) -> list[str]:
        """A line for each, as commands print them on standard error."""
        told = [f"quarantined: {name}: {reason}: {detail}" for name, reason, detail in self.quarantined]
        told += [f"read in part: {name}: {reason}" for name, reason in self.incomplete]
        told += [f"not proved: {name}: {reason}" for name, reason in self.failed_proofs]
        told += [
            f"correction failed: {name}: {outcome}: {why}" for name, outcome, why in self.failed_corrections
        ]
        if self.broken:
            told.append(f"inconsistent: {self.broken} expectations on tables failed; see the quality report")
        return told


def find_attention(connection: duckdb.DuckDBPyConnection, hashes: Collection[str] | None = None) -> Attention:
    """What wants attention in a warehouse; of the files with those SHA-256 alone where they are given.

    Corrections are told with the report that they were held against, or by their own name among the hashes.
    Raises ``duckdb.Error``.
    """
    chosen = {"everything": hashes is None, "hashes": sorted(hashes or ())}
    quarantined, incomplete, unproved, corrections = (
        tuple(connection.execute(query, chosen).fetchall())
        for query in (_QUARANTINED, _INCOMPLETE, _UNPROVED, _CORRECTIONS)
    )
    ((broken,),) = connection.execute(_BROKEN, {"rules": list(RULE_SUITES)}).fetchall()
    return Attention(quarantined, incomplete, unproved, corrections, broken)
