"""SHA-256, without what `hashlib` loads for every other digest."""

from __future__ import annotations

from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:  # the modules behind `hashlib`, as `random` of the standard library uses them
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256


__all__ = ["digest_of", "sha256"]


def digest_of(data: bytes) -> str:
    """SHA-256 of the bytes of a file, as the lock holds it."""
    return "sha256:" + sha256(data).hexdigest()
