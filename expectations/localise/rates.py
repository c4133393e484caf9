"""What becomes of the violated verdicts that no figure was located for: rates, soft claims, comparisons.

A verdict that holds once the figures found wrong are put right belongs to their finding. Any other rate is
found wrong itself, with what it should be and, where one gives the printed figure, the base that was taken
instead. The rest are findings of their own.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from expectations.claims import Claim, Verdict
from expectations.findings import Finding, Suspect
from expectations.localise.words import Words, fill, fill_rule, join_words, name_kind
from expectations.messages import tell_verdict
from expectations.rounding import VerdictKind, count_half_fens
from expectations.statements import Statement

Right = Mapping[tuple[str, int], int]  # ('cell' or 'statement', number) → half-fens it should be


def explain_rest(
    findings: Sequence[Finding],
    claims: Sequence[Claim | Verdict | None],
    verdicts: Sequence[Verdict],
    statements: Sequence[Statement],
) -> list[Finding]:
    """The findings, with every violated verdict that none of them explains added to one or made one."""
    result = list(findings)
    explained = {key for finding in findings for key in finding.explains}
    by_number = {statement.statement_no: statement for statement in statements}
    right = [_list_right(finding) for finding in findings]
    for claim, verdict in zip(claims, verdicts, strict=True):
        key = (verdict.identity_id, verdict.instance)
        if verdict.verdict is not VerdictKind.VIOLATED or key in explained:
            continue
        owner = next(
            (n for n, values in enumerate(right) if _settles(values, claim, verdict, by_number)), None
        )
        if owner is not None:
            result[owner] = result[owner]._replace(explains=(*result[owner].explains, key))
        else:
            result.append(_tell_rate(verdict, by_number) or tell_verdict(verdict))
    return result


def _list_right(finding: Finding) -> dict[tuple[str, int], int]:
    """What the figures of a finding should be, where it is clear."""
    right = {}
    for suspect in finding.suspects:
        if suspect.suggested is None:
            continue
        if suspect.cell_no is not None:
            right["cell", suspect.cell_no] = count_half_fens(suspect.suggested)
        elif suspect.statement_no is not None:
            right["statement", suspect.statement_no] = count_half_fens(suspect.suggested)
    return right


def _settles(
    right: Right, claim: Claim | Verdict | None, verdict: Verdict, by_number: Mapping[int, Statement]
) -> bool:
    """Whether the verdict would be another one with these figures put right."""
    if not right:
        return False
    if isinstance(claim, Claim) and verdict.unit == "yuan" and verdict.bound is not None:
        moved, residual = False, 0
        for side, figures in ((1, claim.left), (-1, claim.right)):
            for sign, figure in figures:
                due = None
                if figure.cell is not None and figure.cell.sha256 == verdict.sha256:
                    due = right.get(("cell", figure.cell.cell_no))
                elif figure.statement is not None and figure.statement.sha256 == verdict.sha256:
                    due = right.get(("statement", figure.statement.statement_no))
                moved = moved or due is not None
                residual += side * sign * ((figure.amount or 0) if due is None else due)
        excess = residual if claim.at_most else abs(residual)
        return moved and excess <= count_half_fens(verdict.bound)
    rate = by_number.get(verdict.statement_no or 0)
    if rate is None or rate.value is None:
        return False
    if not any(("statement", number) in right for number in (rate.of_no, rate.base_no) if number):
        return False
    value = _recompute(rate, by_number, right)
    return value is not None and abs(abs(value) - abs(rate.value)) <= _last_digit(rate)


def _tell_rate(verdict: Verdict, by_number: Mapping[int, Statement]) -> Finding | None:
    """The rate as a suspect, where the verdict is on one."""
    rate = by_number.get(verdict.statement_no or 0)
    if verdict.unit != "percent" or rate is None or rate.value is None or verdict.right_amount is None:
        return None
    recomputed = _recompute(rate, by_number, {})
    due = _print_rate(rate, verdict.right_amount if recomputed is None else recomputed)
    base = _find_base(rate, by_number)
    cause = fill("wrong_base", base) if base else Words("", "")
    message = fill_rule("L04", printed=rate.printed, due=due, cause=cause)
    kind = "wrong_base" if base else "rate"
    evidence = [name_kind(kind)]
    amounts = [by_number[n] for n in (rate.of_no, rate.base_no) if n is not None and n in by_number]
    if recomputed is not None and amounts:
        said = "、".join(f"{s.printed}{s.unit}" for s in amounts)
        evidence.append(fill("evidence", "recomputed", amounts=said, due=due))
    words = join_words(evidence)
    suspect = Suspect(
        table_code="narrative",
        side=None,
        item=rate.subject,
        subject_code=rate.subject_code,
        measure=rate.topic,
        printed=rate.printed,
        suggested=None,
        suggested_text=due,
        rank=1,
        set_no=1,
        kind=kind,
        evidence_zh=words.zh + cause.zh,
        evidence_en=words.en + cause.en,
        page=rate.page,
        statement_no=rate.statement_no,
    )
    return Finding(
        rule_id="L04",
        severity=verdict.severity,
        message_zh=message.zh,
        message_en=message.en,
        table_code="narrative",
        subject_code=rate.subject_code,
        measure=rate.topic,
        page=rate.page,
        statement_no=rate.statement_no,
        explains=((verdict.identity_id, verdict.instance),),
        suspects=(suspect,),
    )


def _recompute(rate: Statement, by_number: Mapping[int, Statement], right: Right) -> Decimal | None:
    """The rate in percent that its amounts give, None where the text does not state both or the base is 0."""
    amounts = [_read(by_number.get(number or 0), right) for number in (rate.of_no, rate.base_no)]
    if amounts[0] is None or amounts[1] is None:
        return None
    if rate.kind != "growth":
        return _divide(amounts[0], amounts[1])
    change = abs(amounts[1]) if rate.direction != "decrease" else -abs(amounts[1])
    growth = _divide(change, amounts[0] - change)
    return None if growth is None else abs(growth)


def _find_base(rate: Statement, by_number: Mapping[int, Statement]) -> str | None:
    """Which wrong base gives the printed rate, to its last digit."""
    amounts = [_read(by_number.get(number or 0), {}) for number in (rate.of_no, rate.base_no)]
    first, second = amounts
    if first is None or second is None or rate.value is None:
        return None
    if rate.kind == "growth":
        change = abs(second) if rate.direction != "decrease" else -abs(second)
        bases = {
            "present": _divide(change, first),
            "ratio": _divide(first, first - change),
            "prior": _divide(change, first + change),
        }
    else:
        bases = {"inverse": _divide(second, first)}
    for name, value in bases.items():
        if value is not None and 2 * abs(abs(value) - abs(rate.value)) <= _last_digit(rate):
            return name
    return None


def _read(statement: Statement | None, right: Right) -> Decimal | None:
    if statement is None or statement.amount is None:
        return None
    due = right.get(("statement", statement.statement_no))
    return statement.amount if due is None else Decimal(due) / 200


def _divide(part: Decimal, whole: Decimal) -> Decimal | None:
    return None if whole == 0 else part * 100 / whole


def _last_digit(rate: Statement) -> Decimal:
    return Decimal(1).scaleb(-(rate.decimals or 0))


def _print_rate(rate: Statement, value: Decimal) -> str:
    """The rate with the decimals that the text prints."""
    rounded = abs(value).quantize(_last_digit(rate), ROUND_HALF_UP)
    return f"{rounded}{'%' if '%' in rate.printed or '％' in rate.printed or rate.unit == '%' else ''}"
