"""A real browser on the real page: one browser for all tests of a file, and a service for each that wants one.

A browser keeps an event loop running in this thread while it is there, so it is gone before the tests of another file.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backhaul.cli.main import main
from backhaul.page.app import application
from backhaul.service.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[3]
CHROMIUM = os.environ.get("BACKHAUL_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none and nobody demands it, the tests are left out."""
    if not Path(CHROMIUM).exists() and not os.environ.get("BACKHAUL_BROWSER_NEEDED"):
        pytest.skip(f"there is no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A copy of the shipped policies, to be written to."""
    return Path(shutil.copytree(ROOT / "policies", tmp_path / "policies"))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with one small policy that was released."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    assert main(["new", "late-parcel"]) == 0
    assert main(["release", "late-parcel", "1.0.0"]) == 0
    return tmp_path / "policies"


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serves a directory on a port of its own, and gives the address; all of them stop with the test."""
    import uvicorn

    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(directory: Path, *, write: bool = True) -> str:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        app = application(Served(directory), write=write)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in English of 1,280 pixels; a mistake of its scripts, or a request to elsewhere, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if "Security Policy" in m.text else None)
    page.on("request", lambda r: wrong.append(r.url) if not _is_here(r.url) else None)
    yield page
    context.close()
    assert wrong == []


def _is_here(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "blob:", "data:"))
