"""Great Expectations suites built from the contracts and the identities.

What belongs here: which expectations a table or an identity gets. Not the data they judge
(expectations.frames) nor running them (expectations.runner). Importing this module imports Great
Expectations, some eight seconds of CPU, so only the runner does it, and only when suites are run.

An expectation costs some 20 ms however few its rows, which is why all required columns of a table share one.
Each bears an id of ours in its meta: results come back in an order of Great Expectations' own.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe

from expectations.contracts import Column, Contract
from expectations.fetch import RuleName
from expectations.frames import MISSING_REQUIRED, check_name, fen_name, unresolved_name
from expectations.identities import Identity
from expectations.outcomes import Severity
from expectations.registry import SuspectKind
from expectations.rule_frames import kind_name, unchecked_name

GX_SEVERITY: dict[Severity, str] = {"error": "critical", "warning": "warning", "info": "info"}
FEN_PER_YUAN = 100


def schema_suite() -> gx.ExpectationSuite:
    """Expectations on the warehouse's catalogue: every contract's columns with their types and comments."""
    types = ("各列存在且类型如契约", "Every column exists with its contract's type")
    comments = ("各列均有注释", "Every column has a comment")
    return _suite(
        "schema",
        [
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="expected_type",
                column_B="actual_type",
                **_labels("schema.types", "duckdb_columns", types),
            ),
            gxe.ExpectColumnValuesToNotBeNull(
                column="comment", **_labels("schema.comments", "duckdb_columns", comments)
            ),
        ],
    )


def table_suite(contract: Contract) -> gx.ExpectationSuite:
    """Expectations on the frame of a table: key, required columns, vocabularies, ranges, references."""
    found = [_key(contract), _required(contract)]
    for column in contract.columns:
        found += _column_expectations(contract.table, column)
    for reference in contract.references:
        rule = f"{contract.table}.{'_'.join(reference.columns)}.reference"
        own = "、".join(reference.columns)
        names = (
            f"{own} 在 {reference.table} 中",
            f"{', '.join(reference.columns)} stand in {reference.table}",
        )
        found.append(
            gxe.ExpectColumnValuesToBeNull(
                column=unresolved_name(reference), **_labels(rule, contract.table, names)
            )
        )
    for check in contract.checks:
        rule, names = f"{contract.table}.{check.id}", (check.comment_zh, check.comment_en)
        found.append(
            gxe.ExpectColumnValuesToBeInSet(
                column=check_name(check), value_set=[True], **_labels(rule, contract.table, names)
            )
        )
    return _suite(contract.table, found)


def owed_suite(identities: Iterable[Identity]) -> gx.ExpectationSuite:
    """Expectations that every report has a verdict on every identity: what never ran must not look passed."""
    return _suite(
        "owed",
        [
            gxe.ExpectColumnValuesToBeBetween(
                column=identity.id,
                min_value=1,
                **_labels(
                    f"owed.{identity.id}",
                    "quality_verdict",
                    (f"每份报告都有 {identity.id} 的判定", f"Every report has a verdict on {identity.id}"),
                    identity_id=identity.id,
                ),
            )
            for identity in identities
        ],
    )


def identity_suite(identity: Identity) -> gx.ExpectationSuite:
    """The expectation that |residual| is within the bound in every evaluated instance of one identity.

    It judges the frame of `fetch.fetch_instances`, money in fen, with the severity of the identity.
    """
    names = (identity.name_zh, identity.name_en)
    rule = f"{identity.id}.within_bound"
    return _suite(
        identity.id,
        [
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="bound_fen",
                column_B="abs_residual_fen",
                or_equal=True,
                **_labels(rule, "quality_verdict", names, identity.severity, identity.id),
            )
        ],
    )


def verdict_suite() -> gx.ExpectationSuite:
    """Expectations that the stored residuals and verdicts agree with both sides of every evaluated instance.

    Where one of these fails a program is wrong, not a report.
    """
    residual = ("记录的差额等于两边之差", "The stored residual is the difference of both sides")
    exact = ("判定为相等当且仅当没有差额", "An instance is called exact exactly when it has no residual")
    violated = (
        "判定为不符当且仅当差额超出界限",
        "An instance is called violated exactly when its residual is beyond the bound",
    )
    return _suite(
        "verdicts",
        [
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="residual_fen",
                column_B="stored_residual_fen",
                **_labels("verdicts.residual_recomputed", "quality_verdict", residual),
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="called_violated",
                column_B="beyond_bound",
                **_labels("verdicts.violated_beyond_bound", "quality_verdict", violated),
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="called_exact",
                column_B="is_exact",
                **_labels("verdicts.exact_without_residual", "quality_verdict", exact),
            ),
        ],
    )


def finding_suite(rules: Iterable[RuleName]) -> gx.ExpectationSuite:
    """Expectations that no rule found anything, one a rule, with its severity; identities have their own.

    They judge `rule_frames.findings_query`, disclosure `rule_frames.disclosure_query`.
    """
    return _suite(
        "findings",
        [
            gxe.ExpectColumnValuesToBeNull(
                column=rule.rule_id,
                **_labels(
                    f"findings.{rule.rule_id}",
                    "quality_finding",
                    (rule.name_zh, rule.name_en),
                    rule.severity,
                ),
            )
            for rule in rules
            if rule.family not in ("identity", "disclosure")
        ],
    )


def suspect_suite(kinds: Iterable[SuspectKind]) -> gx.ExpectationSuite:
    """Expectations that nothing is suspected, one a kind of error; their findings tell how grave that is."""
    return _suite(
        "suspects",
        [
            gxe.ExpectColumnValuesToBeNull(
                column=kind_name(kind.id),
                **_labels(f"suspects.{kind.id}", "quality_suspect", (kind.zh, kind.en), "info"),
            )
            for kind in kinds
        ],
    )


def disclosure_suite(rules: Iterable[RuleName]) -> gx.ExpectationSuite:
    """Expectations that each item is disclosed, or stated as none; what was not read is not examined."""
    return _suite(
        "disclosure",
        [
            gxe.ExpectColumnValuesToBeInSet(
                column=rule.rule_id,
                value_set=["disclosed", "stated_none", "not_applicable"],
                **_labels(
                    f"disclosure.{rule.rule_id}",
                    "quality_disclosure",
                    (rule.name_zh, rule.name_en),
                    rule.severity,
                ),
            )
            for rule in rules
            if rule.family == "disclosure"
        ],
    )


def graded_suite(owed: int) -> gx.ExpectationSuite:
    """Expectations that every report has a ledger of `owed` entries and a grade."""
    whole = ("每份报告的总账都齐全", "Every report has an entry for everything it owes")
    graded = ("每份报告都有等级", "Every report has a grade")
    return _suite(
        "graded",
        [
            gxe.ExpectColumnValuesToBeBetween(
                column="entries",
                min_value=owed,
                max_value=owed,
                **_labels("graded.ledger_whole", "quality_ledger", whole),
            ),
            gxe.ExpectColumnValuesToNotBeNull(
                column="grade", **_labels("graded.has_grade", "quality_ledger", graded)
            ),
        ],
    )


def ledger_suite(kinds: Mapping[str, str]) -> gx.ExpectationSuite:
    """Expectations that all that is owed was checked, one a kind of entry; `kinds` have Chinese names."""
    return _suite(
        "ledger",
        [
            gxe.ExpectColumnValuesToBeInSet(
                column=unchecked_name(kind),
                value_set=[""],
                **_labels(
                    f"ledger.{kind}.checked",
                    "quality_ledger",
                    (f"应有的{name}都已检查", f"Every {kind} that is owed was checked"),
                    "info",
                ),
            )
            for kind, name in kinds.items()
        ],
    )


def narrow_suite(suite: gx.ExpectationSuite, without: Collection[str]) -> gx.ExpectationSuite:
    """The suite without some expectations, named by our ids."""
    kept = [item for item in suite.expectations if item.meta["expectation_id"] not in without]
    return _suite(suite.name, kept)


def _key(contract: Contract) -> gxe.Expectation:
    key = contract.primary_key
    names = (f"主键 {'、'.join(key)} 不重复", f"The key {', '.join(key)} is unique")
    labels = _labels(f"{contract.table}.key", contract.table, names)
    if len(key) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=key[0], **labels)
    return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(key), **labels)


def _required(contract: Contract) -> gxe.Expectation:
    labels = _labels(
        f"{contract.table}.required", contract.table, ("必填各列不为空", "No required column is empty")
    )
    return gxe.ExpectColumnValuesToBeNull(column=MISSING_REQUIRED, **labels)


def _column_expectations(table: str, column: Column) -> list[gxe.Expectation]:
    name, found = column.name, []

    def labels(rule: str, zh: str, en: str, severity: Severity = "error") -> dict[str, Any]:
        return _labels(f"{table}.{name}.{rule}", table, (f"{name} {zh}", f"{name} {en}"), severity)

    if column.vocabulary:
        listed = labels("vocabulary", "在词表内", "is of the vocabulary")
        found.append(
            gxe.ExpectColumnValuesToBeInSet(column=name, value_set=list(column.vocabulary), **listed)
        )
    if column.pattern:
        shaped = labels("pattern", "符合格式", "has its pattern")
        found.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=column.pattern, **shaped))
    if column.min is not None or column.max is not None:
        in_fen = column.type == "DECIMAL(20,2)"
        scale = FEN_PER_YUAN if in_fen else 1
        found.append(
            gxe.ExpectColumnValuesToBeBetween(
                column=fen_name(column) if in_fen else name,
                min_value=None if column.min is None else column.min * scale,
                max_value=None if column.max is None else column.max * scale,
                **labels("range", "在范围内", "is in its range", "warning"),
            )
        )
    if column.references:
        target = f"{column.references.table}.{column.references.column}"
        resolved = labels("reference", f"在 {target} 中", f"stands in {target}")
        found.append(gxe.ExpectColumnValuesToBeNull(column=unresolved_name(column), **resolved))
    return found


def _labels(
    expectation_id: str,
    table: str,
    names: tuple[str, str],
    severity: Severity = "error",
    identity_id: str | None = None,
) -> dict[str, Any]:
    """What every expectation bears: our id, the table, names in both languages, and the severity."""
    meta = {
        "expectation_id": expectation_id,
        "table": table,
        "identity_id": identity_id,
        "name_zh": names[0],
        "name_en": names[1],
        "severity": severity,
    }
    return {"meta": meta, "description": " | ".join(names), "severity": GX_SEVERITY[severity]}


def _suite(name: str, found: list[gxe.Expectation]) -> gx.ExpectationSuite:
    return gx.ExpectationSuite(name=name, expectations=found)
