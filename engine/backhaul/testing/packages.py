"""The packages that only tests need, imported when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.packages import install


def needed(package: str, asked: str) -> Any:
    """The package; raises BackhaulError where it is not installed."""
    try:
        return import_module(package)
    except ImportError:
        message = f"`{asked}` needs the package {package}"
        help = f"run `{install('testing')}`"
        raise BackhaulError([Diagnostic("missing-package", message, help)]) from None
