"""Arguments that make no sense, alone or together."""

from __future__ import annotations

from backhaul.diagnostics import BackhaulError, Diagnostic


def wrong_usage(message: str, help: str) -> BackhaulError:
    """The error that says so, with a way out."""
    return BackhaulError([Diagnostic("usage", message, help)])
