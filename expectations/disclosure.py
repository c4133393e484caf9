"""What a report discloses and what it lacks, by the published rules for final accounts.

The items are data (rules/disclosure.yml), their conditions are asked by expectations.disclosure_conditions.
What could not be looked for is unread: neither lacking nor there.
"""

from collections.abc import Iterable
from typing import NamedTuple

from expectations.disclosure_conditions import LACKING, Examination, Found
from expectations.disclosure_items import Disclosures, Item, load_disclosures
from expectations.findings import Finding
from expectations.printed import PrintedReport


class Disclosure(NamedTuple):
    """One row of quality_disclosure: the status of an item, its severity where lacking, and the evidence.

    `status` is 'disclosed', 'lacking', 'stated_none', 'not_applicable' or 'unread'. `words` are folded
    (expectations.disclosure_text); `reason` is of the contract's vocabulary.
    """

    sha256: str
    item_id: str
    status: str
    severity: str
    table_code: str | None = None
    page: int | None = None
    words: str | None = None
    reason: str | None = None


def check_disclosure(printed: PrintedReport, wanted: Disclosures | None = None) -> list[Disclosure]:
    """The status of every item (the project's, unless given), in their order."""
    wanted = wanted or load_disclosures()
    examined = Examination(printed, wanted)
    found: dict[str, Found] = {}
    for item in wanted.items:
        above = found.get(item.part_of or "")
        own = examined.ask(item.condition)
        if item.condition.kind == "reasons" and above is not None and above.status == "lacking":
            own = LACKING  # reasons given elsewhere are of something else
        found[item.id] = _settle(own, above, examined.is_whole)
    return [
        Disclosure(
            printed.sha256,
            item.id,
            found[item.id].status,
            item.severity_for(printed.report_level, examined.is_recognised),
            item.table_code,
            *found[item.id][1:],
        )
        for item in wanted.items
    ]


def tell_lacking(
    printed: PrintedReport, disclosures: Iterable[Disclosure], others: Iterable[Finding] = ()
) -> list[Finding]:
    """A finding for every item that is lacking by itself, unless it has already been told.

    The reader may have told it, or one of the `others`, findings of the same report.
    """
    wanted = load_disclosures()
    items = {item.id: item for item in wanted.items}
    known = {(finding.rule_id, finding.table_code) for finding in others}
    findings = []
    for disclosure in disclosures:
        item = items[disclosure.item_id]
        kind, table = item.condition.kind, disclosure.table_code
        told = wanted.told_by_reader.get(kind) in printed.reader_findings or any(
            (rule, table) in known for rule in wanted.told_by_finding.get(kind, ())
        )
        if disclosure.status == "lacking" and disclosure.reason is None and not told:
            findings.append(_tell(item, disclosure, wanted))
    return findings


def _tell(item: Item, disclosure: Disclosure, wanted: Disclosures) -> Finding:
    message, words = wanted.messages[item.condition.kind], disclosure.words or ""
    rules = "、".join(wanted.rules[source] for source in item.sources)
    return Finding(
        item.id,
        disclosure.severity,
        f"{message['zh'].format(name=item.zh, words=words)}（依据：{rules}）",
        message["en"].format(name=item.en, words=words),
        table_code=disclosure.table_code,
        page=disclosure.page,
    )


def _settle(own: Found, above: Found | None, is_whole: bool) -> Found:
    """An item's status in the light of the one it is part of, and of how much of the report was read."""
    if own.status != "lacking":
        return own
    if above is not None:
        if above.status in ("stated_none", "not_applicable"):
            return Found("not_applicable", reason="part_of_none")
        if above.status == "unread":
            return Found("unread", reason=above.reason)
        if above.status == "lacking":
            return own._replace(reason="part_of_lacking")
    return own if is_whole else Found("unread", reason="not_read_whole")
