"""Something of a case that did not come as expected."""

from __future__ import annotations

from backhaul.cases.table import Path
from backhaul.diagnostics import Diagnostic
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind


@frozen
class Problem:
    """Something that did not come as expected."""

    diagnostic: Diagnostic
    #: where the expectation stands below `expect`; nothing where no value would make it right
    path: Path | None = None
    #: what came, as a case may write it
    came: object = None
    #: of what kind the value is
    kind: Kind | None = None
    #: whether the place of the diagnostic is that of the whole expectation, a value alone
    alone: bool = False
    #: what the case says of it, where that is compared with what came
    expected: object = None
