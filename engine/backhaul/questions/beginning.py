"""A new policy: a small one that works, with a source and cases, and with the schemas that an editor reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.document.files import read_bytes
from backhaul.document.schema import schema_text
from backhaul.frozen import frozen

_HERE = Path(__file__).parent / "first_files"
_ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
_TEMPLATES = {
    "1.0.0.yaml": "policy.yaml",
    "sources/example.yaml": "source.yaml",
    "cases/first.yaml": "cases.yaml",
}
_SCHEMA_FILES = (
    ("policy", "policy.schema.json"),
    ("source", "source.schema.json"),
    ("cases", "case.schema.json"),
)
#: the directory of the schemas, beside those of the policies
SCHEMAS = ".schemas"


@frozen
class Begun:
    """A policy that is to be written: nothing is, until `files` are."""

    policy: str
    #: its directory
    folder: Path
    #: the files in it, by their paths from there, with their whole texts
    files: Mapping[str, str]
    #: the schemas that the first lines of these files name, beside the directory
    schemas: Mapping[Path, str]

    def to_dict(self) -> dict[str, Any]:
        """The policy as JSON holds it, but for the texts of the files."""
        files = [str(self.folder / name) for name in self.files]
        return {"policy": self.policy, "files": files, "schemas": list(map(str, self.schemas))}

    def explain(self) -> str:
        """What is written, and what comes next, in lines."""
        lines = [f"`{self.policy}` is begun in {self.folder}:"]
        about = ("the policy, a draft", "reads facts out of a document", "two worked cases")
        width = max(map(len, self.files))
        lines += [f"  {name:{width}}  {what}" for name, what in zip(self.files, about, strict=True)]
        lines.append(
            f"An editor with the YAML language server completes and underlines by {self.folder.parent / SCHEMAS}."
        )
        lines += [
            f"now edit them, and then: backhaul check {self.folder}",
            f"                         backhaul test {self.folder}",
        ]
        return "\n".join(lines)


def new_policy(id: str, directory: str = "policies", *, title: str | None = None) -> Begun:
    """A policy of this id with all its files, to be written below a directory; *title*: its title, in English.

    Raises PolicyError where the id is none, or something of that name is there already.

    >>> import backhaul
    >>> begun = backhaul.new_policy("late-parcel")
    >>> str(begun.folder), list(begun.files)
    ('policies/late-parcel', ['1.0.0.yaml', 'sources/example.yaml', 'cases/first.yaml'])
    """
    if not _ID.fullmatch(id):
        message = f"`{id}` is no id of a policy"
        help = "write small letters, digits and `-`, at most 63, with a letter first, such as `late-parcel`"
        raise PolicyError([Diagnostic("bad-name", message, help)])
    folder = Path(directory) / id
    if folder.exists() or folder.is_symlink():
        message = f"`{folder}` is there already"
        help = f"name another id; `backhaul draft {folder}` begins the next version of a policy"
        raise PolicyError([Diagnostic("already-there", message, help)])
    said = title or id.replace("-", " ").capitalize()
    texts = {
        name: read_bytes(_HERE / of, limit=1 << 16).decode() for name, of in _TEMPLATES.items()
    }
    files = {
        name: text.replace("my-policy", id)
        .replace("HOME-FOLDER", str(folder))
        .replace("{en: My policy}", f"{{en: {json.dumps(said, ensure_ascii=False)}}}")
        for name, text in texts.items()
    }
    schemas = _schemas(Path(directory))
    return Begun(id, folder, files, schemas)


def _schemas(directory: Path) -> dict[Path, str]:
    """The schemas that editors read, by where they stand below a directory of policies."""
    return {directory / SCHEMAS / name: schema_text(kind) for kind, name in _SCHEMA_FILES}


def older_schemas(directory: Path) -> dict[Path, str]:
    """The schemas that stand there from another version of backhaul, as they are now."""
    now = _schemas(directory)
    return {path: text for path, text in now.items() if path.is_file() and _differs(path, text)}


def _differs(path: Path, text: str) -> bool:
    return read_bytes(path, limit=1 << 20) != text.encode()
