"""Names of folders in the archive, made from names that documents print. A document can print anything."""

import re
import unicodedata

UNKNOWN_REGION = "未知地区"
UNKNOWN_YEAR = "未知年度"
UNKNOWN_DEPARTMENT = "未知部门"
INCOMING = "incoming"
# File systems allow 255 bytes a name; 40 Chinese characters identify a department.
MAX_NAME_BYTES = 120

_SEPARATORS = re.compile(r'[/\\:*?"<>|]')


def folder_name(text: str | None, unknown: str) -> str:
    """A safe single folder name for a printed name; `unknown` if nothing of it is left.

    Separators, control and invisible characters go, and so do dots and spaces at the ends: neither '..' nor a
    hidden folder can come out. The name is cut to MAX_NAME_BYTES of UTF-8 at a character.
    """
    composed = unicodedata.normalize("NFC", text or "")
    visible = "".join(character for character in composed if unicodedata.category(character)[0] != "C")
    name = " ".join(_SEPARATORS.sub(" ", visible).split()).strip(". ")
    cut = name.encode()[:MAX_NAME_BYTES].decode("utf-8", "ignore").strip(". ")
    return cut or unknown


def known_or_none(name: str | None, unknown: str) -> str | None:
    """The name, unless it is missing or only stands for the unknown."""
    return None if name in (None, "", unknown) else name


def report_folder(
    region: str | None, fiscal_year: int | None, department: str | None
) -> tuple[str, str, str]:
    """Region, year and department as the three folders a filed report lies in."""
    year = str(fiscal_year) if fiscal_year is not None else UNKNOWN_YEAR
    region_name = folder_name(region, UNKNOWN_REGION)
    # A region of that name would put filed reports among the unfiled.
    if region_name == INCOMING:
        region_name = UNKNOWN_REGION
    return region_name, year, folder_name(department, UNKNOWN_DEPARTMENT)
