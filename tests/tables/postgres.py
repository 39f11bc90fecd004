"""A PostgreSQL server of the tests' own, on a socket in a folder of its own, asked through `psql`."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backhaul.language import model
from backhaul.language.kinds import Kind, Type
from tables.agreement import Whole, warehouse_table

_TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "bigint",
    Kind.TEXT: "text",
    Kind.CHOICE: "text",
    Kind.DATETIME: "timestamptz",
    Kind.DATE: "date",
    Kind.DURATION: "bigint",
}


def _type(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"numeric(18,{type.scale})"
    return _TYPES[type.kind]


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+00:00")


def programs() -> Path | None:
    """The folder with the server's programs, or None where it is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Postgres:
    """A server that runs."""

    def __init__(self, socket: Path, psql: Path) -> None:
        self.psql = [
            str(psql),
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            str(socket),
            "-U",
            "postgres",
        ]

    def run(self, sql: str) -> str:
        """What a script prints."""
        done = subprocess.run(
            [*self.psql, "-f", "-"], input=sql, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, policy: model.Policy, cases: Sequence[Whole], sql: str) -> list[dict[str, Any]]:
        """The rows of a query over `cases`, which holds these cases and their places as `row`."""
        table = warehouse_table(policy, cases)
        columns = ", ".join(
            f'"{fact.name}" {"bigint" if fact.form else _type(fact.type)}'
            for fact in policy.facts.values()
        )
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        lists = [table[name].to_pylist() for name in policy.facts]
        for row in zip(range(len(cases)), *lists, strict=True):
            writer.writerow([r"\N" if value is None else _cell(value) for value in row])
        script = (
            f'DROP TABLE IF EXISTS cases;\nCREATE TABLE cases ("row" bigint, {columns});\n'
            f"COPY cases FROM STDIN (FORMAT csv, NULL '\\N');\n{text.getvalue()}\\.\n"
            "SET timezone = 'UTC';\n\\a\n\\t on\n"
            f'SELECT row_to_json(q) FROM ({sql}) q ORDER BY q."row";\n'
        )
        found = [json.loads(line, parse_float=Decimal) for line in self.run(script).splitlines()]
        return [{key: _read(value) for key, value in row.items() if key != "row"} for row in found]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else value


def _read(value: Any) -> Any:
    """A value of the server's JSON, an instant as a datetime, a day as a date."""
    if isinstance(value, dict):
        return {key: _read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_read(part) for part in value]
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value


@contextmanager
def server() -> Iterator[Postgres]:
    """A server that is stopped in the end."""
    folder = programs()
    assert folder is not None
    # the server refuses to run as root
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory() as place:
        if user:
            shutil.chown(place, user)
        data = Path(place) / "data"

        def run(*command: str | Path) -> None:
            subprocess.run(command, check=True, capture_output=True, user=user, cwd=place)

        run(folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off"
        log = Path(place) / "log"
        run(folder / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield Postgres(Path(place), Path(shutil.which("psql") or folder / "psql"))
        finally:
            run(folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
