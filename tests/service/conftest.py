"""A small directory that is served."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from backhaul.page.app import application
from backhaul.service.served import Served
from service.policies import lend


@pytest.fixture(scope="session")
def lent(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of a directory with releases and drafts; `app_state` tells its folder."""
    folder = lend(tmp_path_factory.mktemp("served"))
    client = TestClient(application(Served(folder)))
    client.app_state["folder"] = folder
    return client
