"""Whatever is wrong with a file, a name or an option: one sentence, exit status 2, no traceback."""

import os
from pathlib import Path

import pytest

from cli.calling import HELD, HOME, POLICY, Call

SHIPPED = ", ".join(sorted(folder.name for folder in HOME.parent.iterdir() if folder.is_dir()))


def _files(folder: Path) -> dict[str, str]:
    os.mkfifo(folder / "pipe.json")
    os.mkfifo(folder / "pipe.yaml")
    written = {
        "binary.json": bytes(range(256)),
        "binary.yaml": bytes(range(256)),
        "empty.json": b"",
        "empty.yaml": b"",
        "huge.json": b" " * (1 << 20) + b"{}",
        "huge.yaml": b" " * (1 << 23) + b"{}",
        "broken.json": b'{"market": "SG"',
        "twice.json": b'{"market": "SG", "market": "TH"}',
        "list.json": b"[1]",
        "list.yaml": b"- 1\n",
        "nan.json": b'{"earlier_free_returns": NaN}',
        "unknown.json": b'{"markt": "SG"}',
    }
    for name, data in written.items():
        (folder / name).write_bytes(data)
    return {
        name: str(folder / name) for name in [*written, "pipe.json", "pipe.yaml", "missing.json"]
    }


WRONG_FACTS = {
    "missing.json": "file-not-found",
    "pipe.json": "not-a-file",
    "pipe.yaml": "not-a-file",
    "binary.json": "not-utf8",
    "binary.yaml": "not-utf8",
    "empty.json": "empty-file",
    "empty.yaml": "empty-file",
    "huge.json": "file-too-large",
    "huge.yaml": "file-too-large",
    "broken.json": "json-syntax",
    "twice.json": "duplicate-key",
    "list.json": "wrong-kind",
    "list.yaml": "wrong-type",
    "nan.json": "number",
    "unknown.json": "unknown-fact",
}


@pytest.mark.parametrize(("name", "code"), WRONG_FACTS.items())
def test_wrong_facts(call: Call, tmp_path: Path, name: str, code: str) -> None:
    error = call.refused("decide", POLICY, _files(tmp_path)[name])

    assert "error[" in error
    assert code in error.partition("]")[0]
    assert error.count("error[") == 1


@pytest.mark.parametrize(
    "name", ["pipe.yaml", "binary.yaml", "empty.yaml", "huge.yaml", "list.yaml"]
)
@pytest.mark.parametrize("command", ["decide", "schema"])
def test_wrong_policy_files(call: Call, tmp_path: Path, name: str, command: str) -> None:
    file = _files(tmp_path)[name]
    arguments = ["decide", file, HELD] if command == "decide" else ["schema", "facts", file]

    assert "error[" in call.refused(*arguments)


@pytest.mark.parametrize(
    "path", ["/dev/zero", "/dev/null", "/", ".", "no/such.json", "\0", "x" * 5000]
)
def test_paths_that_are_no_files(call: Call, path: str) -> None:
    assert call.refused("decide", POLICY, path).count("error[") == 1
    assert "error[" in call.refused("decide", path, HELD)
    assert "error[" in call.refused("test", path if path != "." else "/dev/zero")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text("{}")
    file.chmod(0)

    assert "no permission" in call.refused("decide", POLICY, file)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"[]", "wrong-kind"),
        (b'{"a": 1', "json-syntax"),
        (b"\xff\xfe{}", "not-utf8"),
        (b" " * (1 << 20) + b"{}", "file-too-large"),
    ],
)
def test_wrong_standard_input(call: Call, data: bytes, code: str) -> None:
    assert code in call.refused("decide", POLICY, "-", stdin=data)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "no command is given"),
        (["decdie"], "did you mean `decide`?"),
        (["xyz"], "the commands are decide, "),
        (["--langue"], "there is no option `--langue`"),
        (["decide", POLICY, HELD, "--langue", "en"], "there is no option `--langue`"),
        (["decide", POLICY, HELD, "--fromat=json"], "did you mean `--format`?"),
        (["decide", POLICY, HELD, "--form", "json"], "did you mean `--format`?"),
        (["decide", POLICY, HELD, "extra"], "`extra` is one argument too many"),
        (["decide", POLICY, HELD, "--format", "xml"], "invalid choice"),
        (["decide"], "POLICY"),
        (["decide", "tiktok-shop-sea-faild-delivery", HELD], f"did you mean `{POLICY}`?"),
        (["decide", "xyz", HELD], f"the policies are {SHIPPED}"),
        (["decide", "", HELD], "there is no policy ``"),
        (["schema", "facts"], "write `backhaul schema facts POLICY`"),
        (["schema", "policy", POLICY], "leave the policy and the version out"),
        (["schema", "rules"], "invalid choice"),
        (["check", "no/such/file.yaml"], "there is no file"),
        (["test", "--policy", "xyz"], "there is no policy `xyz`"),
    ],
)
def test_wrong_arguments(call: Call, arguments: list[str], says: str) -> None:
    assert says in call.refused(*arguments)


def test_a_directory_without_versions_says_which_have_some(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()

    assert "holds files such as `1.0.0.yaml`" in call.refused("decide", tmp_path / "mine", HELD)
    (tmp_path / "mine" / "1.0.0.yaml").write_text("language: 1")
    assert f"name one: {tmp_path / 'mine'}" in call.refused("decide", tmp_path, HELD)


def test_what_a_user_typed_is_shown_harmlessly(call: Call) -> None:
    error = call.refused("decide", "\x1b[2Jx\u202e", HELD)

    assert not {"\x1b", "\u202e"} & set(error)


def test_help_and_version_are_no_mistakes(call: Call) -> None:
    for arguments in (
        ["--help"],
        ["decide", "--help"],
        ["check", "-h"],
        ["test", "-h"],
        ["schema", "-h"],
    ):
        said = call(*arguments)

        assert (said.status, said.err) == (0, "")
        assert "exit status: 0" in " ".join(said.out.split())
    assert "backhaul " in call("--version").out
