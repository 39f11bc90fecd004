"""Packages that only a part of the engine needs."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from backhaul.diagnostics import BackhaulError, Diagnostic


def needed(extra: str, what: str, *packages: str) -> None:
    """Nothing where the packages are installed; else BackhaulError says how they are."""
    missing = [package for package in packages if not installed(package)]
    if missing:
        names, noun = " and ".join(missing), "packages" if len(missing) > 1 else "package"
        message = f"{what} needs the {noun} {names}"
        help = f"run `{install(extra)}`"
        raise BackhaulError([Diagnostic("missing-package", message, help)])


def install(extra: str) -> str:
    """The command that installs an extra where this process looks for its packages.

    `pip` alone is that of another interpreter as often as not.
    """
    python, words = sys.executable, ["install", f"backhaul[{extra}]"]
    if not python or getattr(sys, "frozen", False):
        words = ["pip", *words]
    elif installed("pip"):
        words = [python, "-m", "pip", *words]
    else:
        # such an environment was made without it; the pip of any other one knows the way
        words = ["pip", "--python", python, *words]
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline(words)
    import shlex

    return shlex.join(words)


def installed(*packages: str) -> bool:
    """Whether all of these packages are installed."""
    return all(find_spec(package) is not None for package in packages)
