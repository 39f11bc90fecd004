"""What is possible of an output, told without the solver, too."""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.language.kinds import Held


@frozen
class Outlook:
    """What is possible of one output: the values of a choice or truth value, None for absent."""

    values: tuple[Held | None, ...]
    #: whether it was settled for each of them
    whole: bool
