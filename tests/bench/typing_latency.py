"""`python -m bench.typing_latency`, from `tests/`: how long a key takes on the page *Edit*, on the first policy and on a long one."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from backhaul.page.app import application
from backhaul.questions.drafting import draft
from backhaul.service.served import Served
from page.browser.typing_speed import figures, long_policy, typed

ROOT = Path(__file__).parents[2]
FIRST = "tiktok-shop-sea-failed-delivery"
WORDS = "# sixty keys, one after the other, as somebody types quickly"


def main() -> None:
    """Print the figures of both policies, each typed in twice: as quickly as people do, and with a rest after each key."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        policies = Path(folder) / "policies"
        shutil.copytree(ROOT / "policies" / FIRST, policies / FIRST)
        drafted = draft(str(policies / FIRST), begins="2027-01-01")
        for path, text in drafted.files.items():
            path.write_text(text, encoding="utf-8")
        (policies / "long").mkdir()
        (policies / "long" / "1.0.0.yaml").write_text(long_policy(5_000), encoding="utf-8")
        base = _serve(policies)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for id, version in ((FIRST, drafted.version), ("long", "1.0.0")):
            for pause in (80, 1_000):
                page = browser.new_page(viewport={"width": 1280, "height": 860})
                page.goto(f"{base}/policies/{id}/{version}/edit")
                _print(page, id, pause)
                page.context.close()
        browser.close()


def _print(page: Page, id: str, pause: int) -> None:
    page.locator(".outline .entry").first.wait_for()
    # the cases that change are run first
    page.wait_for_timeout(8_000)
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    keys = typed(page, WORDS, pause)
    print(f"{id}, a key every {pause} ms: {len(keys)} keys")
    print("  to the picture:    ", figures([painted for painted, _ in keys]))
    print("  to the diagnostics:", figures([looked for _, looked in keys]))


def _serve(directory: Path) -> str:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = application(Served(directory), write=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    threading.Thread(target=server.run, args=([listening],), daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


if __name__ == "__main__":
    main()
