"""Packages that only a part of the engine needs."""

from __future__ import annotations

from importlib.util import find_spec

from backhaul.diagnostics import BackhaulError, Diagnostic


def needed(extra: str, what: str, *packages: str) -> None:
    """Nothing where the packages are installed; else BackhaulError says how they are."""
    missing = [package for package in packages if not installed(package)]
    if missing:
        names = " and ".join(missing)
        message = f"{what} needs the package{'s' * (len(missing) > 1)} {names}"
        help = f"run `pip install 'backhaul[{extra}]'`"
        raise BackhaulError([Diagnostic("missing-package", message, help)])


def installed(*packages: str) -> bool:
    """Whether all of these packages are installed."""
    return all(find_spec(package) is not None for package in packages)
