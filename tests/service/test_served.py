"""What of a directory is served."""

from __future__ import annotations

from pathlib import Path

import small
from backhaul.service.served import Served


def test_a_draft_that_is_a_link_out_of_the_directory_is_not_read(tmp_path: Path) -> None:
    folder, secret = tmp_path / "policies" / "small", tmp_path / "secret.yaml"
    folder.mkdir(parents=True)
    secret.write_text(small.text("flag"), encoding="utf-8")
    (folder / "1.0.0.yaml").symlink_to(secret)
    (folder / "real.yaml").write_text(small.text("flag").replace("1.0.0", "2.0.0"), "utf-8")
    (folder / "2.0.0.yaml").symlink_to("real.yaml")
    served = Served(tmp_path / "policies")

    draft = served.draft("small", "1.0.0")
    assert draft is not None
    assert (draft.data, draft.policy) == (b"", None)
    assert "leads out of its directory" in draft.diagnostics[0].message
    assert served.policy("small", "2.0.0").version == "2.0.0"
