"""Tables as xlsx, both ways.

- Written: every cell is text that no program takes for a formula, whatever it begins with; numbers stay numbers.
- Read: the first sheet, by the words of its heading row, as text; no formula is worked out, no more rows than allowed.
- What a sheet says of its own size is not believed: so many columns are looked at, and no gap is longer than MOST_EMPTY.
"""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST, NARROWEST = 60, 8
MOST_COLUMNS, MOST_EMPTY = 64, 1000
HEADINGS_WITHIN = 10  # rows in which the heading row may stand: a title and a date often come before it


class BadSheet(Exception):
    """No table that can be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write(title: str, headings: Sequence[str], rows: Iterable[Sequence[str | float]]) -> bytes:
    """One sheet with a bold heading row that stays in sight."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title[:31]
    widths = [len(heading) * 2 for heading in headings]
    for number, row in enumerate([headings, *rows], 1):
        for column, value in enumerate(row, 1):
            _fill(sheet.cell(number, column), value)
            widths[column - 1] = max(widths[column - 1], len(str(value)) * 2)
    for column, width in enumerate(widths, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(NARROWEST, width))
    sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, columns: Mapping[str, str], most: int) -> list[tuple[int, dict[str, str]]]:
    """(row number, {name: text}) of every row that says something; `columns`: name -> heading. Raises BadSheet."""
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, ParseError) as error:
        raise BadSheet("sheet_unreadable") from error
    try:
        return _rows(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True), columns, most)
    except (ValueError, KeyError, IndexError, ParseError) as error:
        raise BadSheet("sheet_unreadable") from error
    finally:
        book.close()


def _rows(
    lines: Iterable[tuple[object, ...]], columns: Mapping[str, str], most: int
) -> list[tuple[int, dict[str, str]]]:
    places: dict[str, int] = {}
    found: list[tuple[int, dict[str, str]]] = []
    said = 0
    for number, line in enumerate(lines, 1):
        if said and not any(line):
            continue
        texts = [_text(value) for value in line]
        if not places:
            said = number
            places = {name: texts.index(heading) for name, heading in columns.items() if heading in texts}
            if places and len(places) < len(columns):
                raise BadSheet("sheet_headings")
            if not places and number >= HEADINGS_WITHIN:
                break
            continue
        if any(texts):
            if number - said > MOST_EMPTY:
                raise BadSheet("sheet_too_long")
            said = number
            found.append((number, {name: texts[at] if at < len(texts) else "" for name, at in places.items()}))
        if len(found) > most:
            raise BadSheet("sheet_too_long")
    if not places:
        raise BadSheet("sheet_headings")
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _fill(cell: Cell | MergedCell, value: str | float) -> None:
    if isinstance(value, int | float):
        cell.value = value
        return
    cell.value = "".join(sign for sign in value if sign in "\n\t" or sign.isprintable())
    cell.data_type = "s"
    if value.startswith(FORMULA):
        cell.quotePrefix = True
