"""`backhaul table`: out into a sheet and back, and what a spreadsheet did to it on the way."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cli.calling import Call

openpyxl: Any = pytest.importorskip("openpyxl")
POLICY = """\
language: 1
policy: freight
version: "1.0.0"
title: {en: Freight, zh: 运费}
source:
  title: {en: Rates, zh: 费率}
  clauses: {C1: {en: By weight., zh: 按重量。}}
parameters:
  most: {type: integer, value: 100}
facts:
  market: {type: choice, choices: [SG, MY, TH]}
  weight: {type: integer}
  price: {type: decimal, optional: true}
  sent: {type: datetime}
decisions:
  fee:
    # what it costs
    outputs: {way: {type: text}, cost: {type: decimal, default: 0.00}}
    table:
      inputs: [id, market, weight, price, sent]
      outputs: [way, cost, because, cites]
      rows:
        # the light ones
        - [light,  SG,              0..10,         -,         -,                         "=air",  2.50, {en: "It weighs {weight}.", zh: "重{weight}。"}, C1]  # as the rates say
        - [middle, [SG, MY],        "(10..most]",  "< 99.90", ">= 2026-03-01T00:00:00Z", sea,     12,   -,  [C1]]
        - [rest,   {not: [SG, MY]}, [1, "> 100"],  absent,    -,                         "+65 x", -,    -,  -]
    otherwise: {then: {way: none}}  # kept
"""


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "1.0.0.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def exported(call: Call, policy: Path, name: str) -> Path:
    assert call("table", "export", str(policy), "fee", "--to", name).status == 0
    return policy.parent / name


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


@pytest.mark.parametrize("name", ["fee.csv", "fee.xlsx"])
def test_an_export_imported_again_changes_nothing(call: Call, policy: Path, name: str) -> None:
    exported(call, policy, name)
    came = call("table", "import", str(policy), "fee", name, "--write")

    assert (came.status, came.out) == (0, "no change\n")
    assert policy.read_text(encoding="utf-8") == POLICY


def test_the_head_names_and_types_every_column_and_no_cell_is_a_formula_or_a_date(
    call: Call,
    policy: Path,
) -> None:
    head, *rows = rows_of(exported(call, policy, "fee.csv"))

    assert head == [
        *("id (rule)", "market (choice)", "weight (integer)", "price (decimal)", "sent (datetime)"),
        *(
            "way (text)",
            "cost (decimal)",
            "because.en (words)",
            "because.zh (words)",
            "cites (rule)",
        ),
    ]
    assert [row[5] for row in rows] == ["'=air", "sea", "'+65 x"]
    assert [row[6] for row in rows] == ["'2.50", "12", ""]
    assert not any(cell[:1] in tuple("=+-@") for row in rows for cell in row if cell)
    sheet = openpyxl.load_workbook(exported(call, policy, "fee.xlsx")).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_changed_sheet_is_shown_row_by_row_and_written_only_when_asked(
    call: Call, policy: Path
) -> None:
    file = exported(call, policy, "fee.csv")
    head, light, middle, _ = rows_of(file)
    light[2], middle[3] = "0..9", ""
    new = ["new", "TH", "7", "", "", "lorry", "1", "", "", ""]
    # as a spreadsheet of a country with decimal commas saves it
    lines = [
        ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
        for row in (head, light, middle, new)
    ]
    file.write_bytes("\r\n".join([*lines, ";;;;;;;;;", "", ""]).encode("utf-16"))
    shown = call("table", "import", str(policy), "fee", "fee.csv")

    assert shown.out.splitlines()[:7] == [
        *("dropped: rest", "changed: light", "  weight: 0..10 → 0..9", "changed: middle"),
        *("  price: < 99.90 → -", "added: new", "  id: new"),
    ]
    assert policy.read_text(encoding="utf-8") == POLICY
    assert call("table", "import", str(policy), "fee", "fee.csv", "--write").status == 0
    after = policy.read_text(encoding="utf-8").splitlines()
    assert [line for line in POLICY.splitlines() if line not in after] == POLICY.splitlines()[23:26]
    assert after[23].startswith("        - [light, SG, 0..9, -, -, ")
    assert after[23].endswith("C1]  # as the rates say")
    assert after[25] == "        - [new, TH, 7, -, -, lorry, 1, -, -]"
    assert call("check", str(policy)).status == 0


def test_what_is_wrong_with_a_cell_is_told_at_its_row_of_the_sheet(
    call: Call, policy: Path
) -> None:
    file = exported(call, policy, "fee.csv")
    rows = rows_of(file)
    rows[1][3], rows[2][1], rows[3][0] = "12,90", "SGP", "Two Words"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    came = call("table", "import", str(policy), "fee", "fee.csv", "--write")

    assert came.status == 2
    for said in (
        "fee.csv:2:1: error[ambiguous-number]: row `light`, column `price`",
        "write 12.90 for one number",
        "fee.csv:3:1: error[unknown-choice]: row `middle`, column `market`",
        "fee.csv:4:1: error[bad-name]: row `Two Words`, column `id`",
    ):
        assert said in came.err
    assert policy.read_text(encoding="utf-8") == POLICY


def test_what_a_workbook_holds_instead_of_text_is_refused_with_its_place(
    call: Call, policy: Path
) -> None:
    file = exported(call, policy, "fee.xlsx")
    book = openpyxl.load_workbook(file)
    sheet = book.active
    sheet["C2"], sheet["D2"], sheet["G2"] = dt.datetime(2026, 3, 2), 1 / 3, "=1+1"  # noqa: DTZ001
    sheet["G3"] = 0.085
    sheet["G3"].number_format = "0.0%"
    sheet.merge_cells("A4:B4")
    book.save(file)
    came = call("table", "import", str(policy), "fee", "fee.xlsx")

    assert came.status == 2
    for said in (
        "the cells A4:B4 of `fee.xlsx` are merged",
        "the cell C2 of `fee.xlsx` holds a date of the spreadsheet",
        "the cell D2 of `fee.xlsx` holds a number that is not exact",
        "the cell G2 of `fee.xlsx` holds a formula",
        "the cell G3 of `fee.xlsx` holds a percentage of the spreadsheet",
    ):
        assert said in came.err


def test_numbers_of_a_workbook_are_read_as_they_are(call: Call, policy: Path) -> None:
    file = exported(call, policy, "fee.xlsx")
    book = openpyxl.load_workbook(file)
    book.active["C2"], book.active["D2"] = 5.0, 12.9
    book.save(file)

    came = call("table", "import", str(policy), "fee", "fee.xlsx")
    assert "  weight: 0..10 → 5\n  price: - → 12.9\n" in came.out


def test_true_and_false_as_a_spreadsheet_saves_them_are_no_change(call: Call, policy: Path) -> None:
    text = POLICY.replace("price: {type: decimal, optional: true}", "price: {type: boolean}")
    text = text.replace('"< 99.90"', "true").replace("absent,    -,", "false,     -,")
    policy.write_text(text, encoding="utf-8")
    assert call("table", "export", policy, "fee", "--to", "fee.csv").status == 0
    saved = Path("fee.csv").read_text(encoding="utf-8-sig")
    capital = saved.replace("true", "TRUE").replace("false", "FALSE")
    Path("fee.csv").write_text(capital, encoding="utf-8")

    assert capital != saved
    same = call("table", "import", policy, "fee", "fee.csv")
    assert (same.status, "changed" in same.out) == (0, False)
    Path("fee.csv").write_text(capital.replace("FALSE", "TRUE"), encoding="utf-8")
    assert call("table", "import", policy, "fee", "fee.csv", "--write").status == 0
    assert '[rest, {not: [SG, MY]}, [1, "> 100"], true, ' in policy.read_text(encoding="utf-8")
