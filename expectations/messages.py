"""Verdicts in words, Chinese and English, from the templates of the identities."""

from decimal import Decimal
from functools import cache

from expectations.claims import Verdict
from expectations.contracts import printed_measures
from expectations.findings import Finding
from expectations.identities import Identity, load_identities, load_reasons
from expectations.rounding import VerdictKind
from expectations.topics import load_topics

PLACES = {"narrative": ("文字说明", "the text"), "performance": ("绩效自评表", "self-evaluation form")}
UNITS = {
    "yuan": ("元", "yuan"),
    "percent": ("个百分点", "percent"),
    "points": ("分", "points"),
    "pieces": ("个", "pieces"),
}


def describe_verdict(verdict: Verdict, measure_zh: str = "", measure_en: str = "") -> tuple[str, str]:
    """Chinese and English sentence on a verdict; the measure's labels default to its name.

    A verdict that could not be reached is described by its reason.
    """
    if verdict.residual is None:
        return describe_reason(verdict.reason or "")
    identity = _find_identity(verdict.identity_id)
    amounts = {
        "left": _group_thousands(verdict.left_amount),
        "right": _group_thousands(verdict.right_amount),
        "residual": _group_thousands(abs(verdict.residual)),
    }
    unit_zh, unit_en = UNITS[verdict.unit]
    name = f"{verdict.subject_code} {verdict.item}".strip()
    place_zh, place_en = _name_place(verdict)
    chinese = " ".join(filter(None, (place_zh, name, measure_zh or verdict.measure)))
    english = " ".join(filter(None, (place_en, name, measure_en or verdict.measure)))
    zh, en = identity.message_zh, identity.message_en
    if verdict.unit == "pieces" and identity.pieces_zh:
        zh, en = identity.pieces_zh, identity.pieces_en
    return (
        zh.format(place=chinese, unit=unit_zh, **amounts),
        en.format(place=english, unit=unit_en, **amounts),
    )


def describe_reason(reason: str) -> tuple[str, str]:
    """Chinese and English words for a reason such as `missing_table:09`; KeyError for an unknown one."""
    key, _, subject = reason.partition(":")
    words = load_reasons()[key]
    return words["zh"].format(subject=subject), words["en"].format(subject=subject)


def tell_verdict(verdict: Verdict) -> Finding:
    """A violated or suspicious verdict as a finding of its own, where no cause accounts for it.

    A suspicious one lies inside the rounding bound, yet where rounding hardly ever reaches.
    """
    zh, en = describe_verdict(verdict, *measure_labels().get((verdict.table_code, verdict.measure), ("", "")))
    if verdict.verdict is VerdictKind.SUSPICIOUS:
        zh = f"{zh}（在舍入界限之内，但舍入极少至此）"
        en = f"{en} (inside the rounding bound, which it seldom reaches)"
    return Finding(
        rule_id=verdict.identity_id,
        severity=verdict.severity if verdict.verdict is VerdictKind.VIOLATED else "info",
        message_zh=zh,
        message_en=en,
        table_code=verdict.table_code or None,
        subject_code=verdict.subject_code,
        measure=verdict.measure,
        page=verdict.page,
        amount=abs(verdict.residual) if verdict.residual is not None and verdict.unit == "yuan" else None,
        statement_no=verdict.statement_no,
        explains=((verdict.identity_id, verdict.instance),),
    )


@cache
def measure_labels() -> dict[tuple[str, str], tuple[str, str]]:
    """(Chinese, English) names of the measures by table code and measure; the text's are its topics."""
    labels = {(table, measure): (zh, en) for table, measure, zh, en in printed_measures()}
    return labels | {("narrative", name): (topic.zh, topic.en) for name, topic in load_topics().items()}


def _name_place(verdict: Verdict) -> tuple[str, str]:
    """Chinese and English name of where a verdict's figure is printed."""
    if verdict.table_code in PLACES:
        return PLACES[verdict.table_code]
    return f"表{verdict.table_code}", f"table {verdict.table_code}"


def _find_identity(identity_id: str) -> Identity:
    return next(identity for identity in load_identities() if identity.id == identity_id)


def _group_thousands(yuan: Decimal | None) -> str:
    return "" if yuan is None else f"{yuan:,.2f}"
