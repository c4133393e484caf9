"""The documents name what exists: commands and options, files, headings, tables."""

import re
from pathlib import Path

import click
import pytest

from expectations.contracts import contracts
from pipelines.cli import main

PROJECT = Path(__file__).resolve().parents[2]
README = PROJECT / "README.md"
DOCUMENTS = sorted(
    [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "tools").rglob("*.md")]
)
WRITTEN = [path for path in DOCUMENTS if "dictionary" not in path.parts]
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
TABLE_NAME = re.compile(r"\b(?:(?:fact|dim|quality|mart|etl)_[a-z_]+|raw_(?:table|cell)|archive_manifest)\b")
COMMAND = re.compile(r"\bjuesuan (?P<name>[a-z]+)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def readme_lines_about_juesuan() -> str:
    """What README says of the command line: lines of shell and of prose, without those of other programs."""
    section = read(README).partition("## Your own reports")[2]
    return section.partition("\n## ")[0]


def anchors_of(path: Path) -> set[str]:
    """Anchors of a Markdown page, as GitHub makes them from headings, and explicit ones."""
    text = re.sub(r"^```.*?^```", "", read(path), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


def test_readme_documents_every_command_and_option() -> None:
    text = readme_lines_about_juesuan()
    for name, command in main.commands.items():
        assert f"`juesuan {name}" in text, f"README does not tell of juesuan {name}"
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "help":
                assert any(f"`{option}" in text for option in parameter.opts), f"{name} {parameter.opts}"


def test_readme_names_no_command_or_option_that_is_not_there() -> None:
    text = readme_lines_about_juesuan()
    known = {"--help", "--version"}
    for command in (main, *main.commands.values()):
        known |= {option for parameter in command.params for option in parameter.opts}
    assert {found["name"] for found in COMMAND.finditer(text)} <= set(main.commands)
    assert set(OPTION.findall(text)) <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(document: Path) -> None:
    for found in LINK.finditer(CODE.sub("", read(document))):
        path, _, anchor = found["target"].partition("#")
        target = (document.parent / path).resolve() if path else document
        assert "://" not in found["target"], f"{document.name} relies on {found['target']}"
        assert target.exists(), f"{document.name} links to {found['target']}"
        if anchor:
            assert anchor in anchors_of(target), f"{document.name} links to {found['target']}"


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: str(path.relative_to(PROJECT)))
def test_tables_named_are_in_the_dictionary(document: Path) -> None:
    dictionary = PROJECT / "docs" / "dictionary"
    for table in set(TABLE_NAME.findall(read(document))):
        assert table in contracts(), f"{document.name} names {table}"
        assert table in anchors_of(dictionary / f"{table}.md")
    queried = {
        name
        for block in re.findall(r"^```sql\n(.*?)^```", read(document), re.MULTILINE | re.DOTALL)
        for name in re.findall(r"\b(?:FROM|JOIN) ([a-z]+_[a-z_]+)", block)
    }
    assert queried <= set(contracts())


def test_decision_records_are_listed_with_their_status() -> None:
    folder = PROJECT / "docs" / "adr"
    records = sorted(path for path in folder.glob("[0-9]*.md"))
    index = read(folder / "README.md")
    for number, record in enumerate(records, start=1):
        title, status = (
            read(record).split("\n", 1)[0],
            re.search(r"^Status: (\w+)", read(record), re.MULTILINE),
        )
        assert record.name.startswith(f"{number:04}-")
        assert title.startswith(f"# {number}. ")
        assert status is not None
        line = next((line for line in index.splitlines() if f"({record.name})" in line), "")
        assert title.removeprefix(f"# {number}. ") in line
        assert status.group(1) in line


def test_no_document_names_a_place_of_one_machine() -> None:
    for document in WRITTEN:
        assert not re.search(r"(?<![\w.~])/(?:home|work|Users|root)/", read(document)), document.name
