"""The text of a report in the making, and a printed report of cells and text."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from expectations.cells import Cell
from expectations.printed import PrintedReport, PrintedTable, PriorReport
from expectations.statements import Statement

YUAN = {"元": 1, "万元": 10_000}


@dataclass
class Told:
    """The text of a report in the making: statements numbered in the order in which they are added."""

    year: int = 2023
    statements: list[Statement] = field(default_factory=list)

    def amount(self, topic: str, printed: str, **more: Any) -> int:
        """An amount in 万元 unless `unit` says otherwise; its number."""
        digits, unit = printed.replace(",", ""), more.pop("unit", "万元")
        decimals = len(digits.partition(".")[2])
        amount = Decimal(digits) * YUAN[unit]
        return self._add("amount", topic, printed, unit=unit, amount=amount, decimals=decimals, **more)

    def rate(self, kind: str, topic: str, printed: str, **more: Any) -> int:
        """A share, growth or completion rate in percent; its number."""
        decimals = len(printed.partition(".")[2])
        return self._add(kind, topic, printed, unit="%", value=Decimal(printed), decimals=decimals, **more)

    def words(self, topic: str, printed: str, direction: str, **more: Any) -> int:
        """Words that compare; their number."""
        return self._add("comparison", topic, printed, direction=direction, **more)

    def mention(self, subject: str, code: str) -> int:
        """A subject named in a list of what money was spent on; its number."""
        return self._add("mention", "economic", subject, subject=subject, code=code)

    def _add(self, kind: str, topic: str, printed: str, **more: Any) -> int:
        number = len(self.statements) + 1
        place = {"part": more.get("part", 3), "section": more.get("section", "1")}
        self.statements.append(
            Statement(
                sha256="a" * 64, statement_no=number, kind=kind, topic=topic,
                subject_code=more.get("code", ""), subject=more.get("subject", topic),
                year=more.get("year"), printed=printed, unit=more.get("unit", ""),
                amount=more.get("amount"), value=more.get("value"), decimals=more.get("decimals"),
                direction=more.get("direction"), of_no=more.get("of_no"), base_no=more.get("base_no"),
                base=more.get("base"), page=20, x0=0.0, y0=0.0, x1=9.0, y1=9.0,
                sentence=more.get("sentence", printed), reason="", **place,
            )
        )  # fmt: skip
        return number


def print_whole(
    cells: list[Cell], statements: list[Statement], prior: PriorReport | None = None, tables: str = ""
) -> PrintedReport:
    codes = tables.split() or [f"{number:02}" for number in range(1, 10)]
    printed = [PrintedTable(code, code, "", "万元", (5,), 1, False) for code in codes]
    return PrintedReport(
        "a" * 64, "某局", 2023, "unit", "某局2023年度部门决算", cells, printed, statements, prior=prior
    )


def list_told(path: Path) -> list[Statement]:
    record = json.loads(path.read_text(encoding="utf-8"))
    told = Told(record["year"])
    for entry in record["narrative"]:
        name, _, code = entry["key"].rpartition("_")
        topic = {"class": "class", "leaf": "leaf", "leafb": "leaf_budget"}.get(name, entry["key"])
        told.amount(topic, entry["printed"], code=code if code.isdigit() else "")
    return [statement._replace(year=None) for statement in told.statements]
