"""What is wrong with self-evaluation forms, one finding for every cause (I31).

Weights, scores and groups of one form that do not add up have one cause: a weight misprinted, or a row
lost. A rate of execution and the score that follows from it have one as well. Anything else is a finding of
its own.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby

from expectations.claims import Verdict
from expectations.clauses import PerformanceClause
from expectations.findings import Finding, Suspect, VerdictKey
from expectations.identities import load_identities
from expectations.performance_forms import EvaluationForm, FormLine, arrange_forms, load_wordings
from expectations.performance_verdicts import PERFORMANCE
from expectations.printed import PrintedReport
from expectations.rounding import VerdictKind

ADDED_UP = ("weights", "scores", "groups")
OF_EXECUTION = ("rates", "products")


def find_performance(printed: PrintedReport, verdicts: Sequence[Verdict]) -> list[Finding]:
    """Findings that together explain the violated verdicts on a report's forms, each exactly one of them.

    Verdicts on anything else are left to others.
    """
    forms = {str(form.form_no): form for form in arrange_forms(printed.performance)}
    verdicts = [verdict for verdict in verdicts if is_of_form(verdict)]
    violated = [verdict for verdict in verdicts if verdict.verdict is VerdictKind.VIOLATED]
    violated.sort(key=lambda verdict: int(_split(verdict)[1]))
    findings: list[Finding] = []
    for form_no, group in groupby(violated, key=lambda verdict: _split(verdict)[1]):
        own = list(group)
        added = [verdict for verdict in own if _split(verdict)[0] in ADDED_UP]
        if added:
            findings.append(_tell_sums(forms[form_no], added, _find_lost(forms[form_no], verdicts)))
        findings += _tell_execution(forms[form_no], own)
        rest = (v for v in own if _split(v)[0] not in (*ADDED_UP, *OF_EXECUTION))
        findings += [_finding(forms[form_no], [v], [_say(_split(v)[0], v)], ()) for v in rest]
    return findings


def is_of_form(verdict: Verdict) -> bool:
    """Whether a verdict is one on a self-evaluation form."""
    return verdict.identity_id in _list_identities()


@cache
def _list_identities() -> frozenset[str]:
    """Ids of the identities that forms owe."""
    return frozenset(
        identity.id
        for identity in load_identities()
        if any(isinstance(clause, PerformanceClause) for clause in identity.clauses)
    )


def _split(verdict: Verdict) -> list[str]:
    """Clause, form, row and measure of a verdict."""
    return verdict.instance.split("/")


def _tell_sums(form: EvaluationForm, verdicts: Sequence[Verdict], lost: Sequence[FormLine]) -> Finding:
    """The finding on a form that does not add up; ``lost`` are groups without rows."""
    told = [_say(_split(verdict)[0], verdict) for verdict in verdicts]
    missing = [v.residual or 0 for v in verdicts if _split(v)[0] == "weights"]
    suspects = []
    for group in lost if missing and missing[0] > 0 else []:
        words = _fill("lost", item=group.item, points=_shorten(group.value("weight")))
        told.append(words)
        suspects.append(_suspect(group, "weight", "rows_lost", words))
    return _finding(form, verdicts, told, suspects)


def _find_lost(form: EvaluationForm, verdicts: Sequence[Verdict]) -> list[FormLine]:
    """Groups of the form that carry a weight and have no rows, as their verdicts say."""
    places = [_split(v) for v in verdicts if (v.reason or "").startswith("no_details:")]
    numbers = {
        line_no
        for clause, form_no, line_no, _ in places
        if clause == "groups" and form_no == str(form.form_no)
    }
    return [line for line in form.of_kind("group") if str(line.line_no) in numbers]


def _tell_execution(form: EvaluationForm, verdicts: Sequence[Verdict]) -> Iterator[Finding]:
    chosen = [verdict for verdict in verdicts if _split(verdict)[0] in OF_EXECUTION]
    chosen.sort(key=lambda verdict: int(_split(verdict)[2]))
    for line_no, group in groupby(chosen, key=lambda verdict: _split(verdict)[2]):
        own = list(group)
        line = next(line for line in form.lines if str(line.line_no) == line_no)
        told, suspects = [], []
        for verdict in own:
            if _split(verdict)[0] == "products":
                told.append(_say("products", verdict))
                continue
            row = line.figures["rate"]
            due = _print_percent(verdict.right_amount or Decimal(0), row.decimals or 0)
            words = _fill("rates", printed=row.printed, due=due)
            told.append(words)
            suspects.append(_suspect(line, "rate", "rate", words, due))
        yield _finding(form, own, told, suspects)


def _print_percent(value: Decimal, decimals: int) -> str:
    """A percentage with the decimals that the form prints, one at least."""
    return f"{value.quantize(Decimal(1).scaleb(-max(decimals, 1)), ROUND_HALF_UP)}%"


def _say(message: str, verdict: Verdict) -> tuple[str, str]:
    """What a verdict says, in Chinese and English; the message is called after its clause."""
    show = _group_thousands if verdict.unit == "yuan" else _shorten
    label = load_wordings()["measures"].get(verdict.measure, {"zh": "", "en": ""})
    return _fill(
        message,
        item=verdict.item,
        left=show(verdict.left_amount),
        right=show(verdict.right_amount),
        table=verdict.table_code,
        measure_zh=label["zh"],
        measure_en=label["en"],
    )


def _group_thousands(yuan: Decimal | None) -> str:
    return f"{yuan or 0:,.2f}"


def _shorten(amount: Decimal | None) -> str:
    """Points without decimals that say nothing."""
    text = f"{amount or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fill(message: str, **values: str) -> tuple[str, str]:
    words: dict[str, str] = load_wordings()["messages"][message]
    return words["zh"].format(**values), words["en"].format(**values)


def _suspect(
    line: FormLine, measure: str, kind: str, evidence: tuple[str, str], suggested_text: str = ""
) -> Suspect:
    row = line.figures[measure]
    return Suspect(
        table_code=PERFORMANCE,
        side=None,
        item=line.item,
        subject_code="",
        measure=measure,
        printed=row.printed,
        suggested=None,
        suggested_text=suggested_text,
        rank=1,
        set_no=1,
        kind=kind,
        evidence_zh=evidence[0],
        evidence_en=evidence[1],
        page=row.page,
    )


def _finding(
    form: EvaluationForm,
    verdicts: Sequence[Verdict],
    told: Sequence[tuple[str, str]],
    suspects: Sequence[Suspect],
) -> Finding:
    name = load_wordings()["forms"][form.kind]
    project_zh, project_en = (f"（{form.project}）", f" {form.project}") if form.project else ("", "")
    first = verdicts[0]
    keys: tuple[VerdictKey, ...] = tuple((verdict.identity_id, verdict.instance) for verdict in verdicts)
    severities = {verdict.severity for verdict in verdicts}
    return Finding(
        rule_id=first.identity_id,
        severity=next(grade for grade in ("error", "warning", "info") if grade in severities),
        message_zh=f"{name['zh']}{project_zh}：{'；'.join(zh for zh, _ in told)}",
        message_en=f"{name['en']}{project_en}: {'; '.join(en for _, en in told)}",
        table_code=PERFORMANCE,
        measure=first.measure,
        page=suspects[0].page if suspects else first.page,
        amount=abs(first.residual) if first.unit == "yuan" and first.residual is not None else None,
        explains=keys,
        suspects=tuple(suspects),
    )
