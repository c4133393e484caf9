"""Every rule that a finding can come from: identities, guards, localisation, disclosure and the reader.

What belongs here: gathering them from the data files that define them. The reader's rules are kept with the
assets, whence nothing is imported here: who wants them passes the path of their file.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from expectations.disclosure_items import Disclosures, Item, load_disclosures
from expectations.identities import VOCABULARY, load_identities
from expectations.yaml_files import read_mapping

RULES = Path(__file__).with_name("rules")
# Files of rules that are written out one by one, each with names, messages, severity and what it means.
WRITTEN_OUT: dict[str, "Family"] = {"guards": "guard", "localise": "localisation"}
SUSPECT_KINDS = VOCABULARY / "suspect_kinds.yml"

Family = Literal["identity", "guard", "localisation", "disclosure", "reader"]
FAMILIES: tuple[Family, ...] = ("identity", "guard", "localisation", "disclosure", "reader")


class Rule(NamedTuple):
    """One rule with its permanent id: what it is called, what it says where it is not met, and why.

    `means_*` say what it rests on, '' where its name says it all; `message_*` have braces for what is found.
    """

    id: str
    family: Family
    severity: str
    name_zh: str
    name_en: str
    message_zh: str
    message_en: str
    means_zh: str = ""
    means_en: str = ""


class SuspectKind(NamedTuple):
    """A kind of error that a suspect may be, and its names."""

    id: str
    zh: str
    en: str


def list_rules(reader_findings: Path | None = None) -> list[Rule]:
    """Every rule, family by family, in the order of their files; the reader's only where their file is given.

    Raises ValueError where two rules bear one id.
    """
    rules = [*_list_identities(), *_list_written_out(), *_list_disclosures()]
    if reader_findings is not None:
        rules += _list_reader(reader_findings)
    doubled = sorted(rule_id for rule_id, count in Counter(rule.id for rule in rules).items() if count > 1)
    if doubled:
        raise ValueError(f"ids given twice: {', '.join(doubled)}")
    return sorted(rules, key=lambda rule: FAMILIES.index(rule.family))


def list_suspect_kinds() -> list[SuspectKind]:
    """The kinds of error that localisation and guards tell of."""
    return [
        SuspectKind(kind, record["zh"], record["en"]) for kind, record in read_mapping(SUSPECT_KINDS).items()
    ]


def list_severities(reader_findings: Path | None = None) -> dict[str, str]:
    """Rule id → severity."""
    return {rule.id: rule.severity for rule in list_rules(reader_findings)}


def _list_identities() -> Iterator[Rule]:
    for identity in load_identities():
        yield Rule(
            identity.id,
            "identity",
            identity.severity,
            identity.name_zh,
            identity.name_en,
            identity.message_zh,
            identity.message_en,
            means_en=identity.source,
        )


def _list_written_out() -> Iterator[Rule]:
    for stem, family in WRITTEN_OUT.items():
        for rule_id, record in read_mapping(RULES / f"{stem}.yml").items():
            yield _read_rule(rule_id, family, record)


def _read_rule(rule_id: str, family: Family, record: dict[str, Any]) -> Rule:
    return Rule(
        rule_id,
        family,
        record["severity"],
        record["name_zh"],
        record["name_en"],
        record["zh"],
        record["en"],
        record["means_zh"],
        record["means_en"],
    )


def _list_disclosures() -> Iterator[Rule]:
    wanted = load_disclosures()
    for item in wanted.items:
        message = wanted.messages[item.condition.kind]
        yield Rule(
            item.id,
            "disclosure",
            item.severity,
            item.zh,
            item.en,
            message["zh"].replace("{name}", item.zh),
            message["en"].replace("{name}", item.en),
            means_zh=_name_sources(item, wanted),
            means_en="" if item.severity_of_units is None else f"{item.severity_of_units} for units",
        )


def _name_sources(item: Item, wanted: Disclosures) -> str:
    return "；".join(wanted.rules[source] for source in item.sources)


def _list_reader(path: Path) -> Iterator[Rule]:
    for rule_id, record in read_mapping(path).items():
        names: Sequence[str] = (record["zh"], record["en"])
        yield Rule(rule_id, "reader", record["severity"], *names, *names)
