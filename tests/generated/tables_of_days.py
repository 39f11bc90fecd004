"""The zones and calendars of random policies, near whose days and changes random facts lie."""

from __future__ import annotations

from typing import Any

#: clocks that are put on in the night, and such as are put on at midnight and back over it
ZONES: dict[str, Any] = {
    "west": {
        "zone": "America/Los_Angeles",
        "from": "2023-12-01T00:00:00-08:00",
        "changes": [
            "2024-03-10T03:00:00-07:00",
            "2024-11-03T01:00:00-08:00",
            "2026-03-08T03:00:00-07:00",
            "2026-11-01T01:00:00-08:00",
        ],
        "until": "2027-01-01T00:00:00-08:00",
    },
    "jumping": {
        "zone": "America/Sao_Paulo",
        "from": "2024-01-01T00:00:00-03:00",
        "changes": ["2026-03-02T01:00:00-02:00", "2026-03-15T23:00:00-03:00"],
        "until": "2027-01-01T00:00:00-03:00",
    },
}
CALENDARS: dict[str, Any] = {
    "usual": {
        "weekend": ["saturday", "sunday"],
        "from": "2024-01-01",
        "until": "2026-12-31",
        "holidays": {
            "2024-02-29": {"en": "Leap day"},
            "2026-02-28": {"en": "A Saturday off"},
            "2026-03-02": {"en": "First Monday"},
            "2026-03-03": {"en": "First Tuesday"},
            "2026-03-16": {"en": "Later"},
        },
    },
    "short": {
        "weekend": ["friday"],
        "from": "2024-01-15",
        "until": "2026-07-31",
        "holidays": {"2026-03-01": {"en": "Sunday off"}},
    },
}
#: the types of decimals that declare more than their kind
DECIMALS: dict[str, Any] = {
    "money": {"type": "decimal", "places": 2, "unit": "USD"},
    "rate": {"type": "decimal", "places": 4},
}
