"""What the exit status of every command says."""

from __future__ import annotations

#: yes, or done
YES = 0
#: the answer is no: a case failed, a check found errors
NO = 1
#: bad input, or it could not run
FAILED = 2
#: undetermined, uncovered, or not settled
OPEN = 3

WORDS = (
    "exit status: 0 yes or done; 1 the answer is no (a case failed, a check found errors); "
    "2 bad input or could not run; 3 undetermined, uncovered or not settled"
)
