"""What tests of the page ask of a case: the policies that are shipped, the facts of one of their examples, and a POST."""

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

ROOT = Path(__file__).parents[1]
FIRST, AMAZON = "tiktok-shop-sea-failed-delivery", "amazon-easy-ship"
SMALL, USPS = "lazada-cross-border", "usps-imm-766"
EXAMPLES = ROOT / "policies" / FIRST / "examples"
HELD: dict[str, Any] = json.loads((EXAMPLES / "facts-held.json").read_text())
NEWEST = {
    FIRST: "2.0.0",
    AMAZON: "2.0.0",
    **dict.fromkeys(
        (USPS, "lazada-cross-border", "shopee-ph-rts", "tiktok-shop-us-returns"), "1.0.0"
    ),
}


def ask(
    client: TestClient, what: str, policy: str = FIRST, /, status: int = 200, **body: Any
) -> Any:
    path = f"/page/policies/{policy}/{NEWEST[policy]}/{what}"
    response = client.post(path, json={"lang": "en", **body})
    assert response.status_code == status, response.text
    return response.json()
