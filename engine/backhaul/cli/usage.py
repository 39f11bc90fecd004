"""Arguments that make no sense, alone or together."""

from __future__ import annotations

import argparse

from backhaul.diagnostics import BackhaulError, Diagnostic


def wrong_usage(message: str, help: str) -> BackhaulError:
    """The error that says so, with a way out."""
    return BackhaulError([Diagnostic("usage", message, help)])


def steps(text: str) -> int:
    """How many steps the solver may take for one question."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**32:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of steps")
    return int(text)
