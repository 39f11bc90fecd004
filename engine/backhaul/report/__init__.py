"""Reports: blocks that say what is told, and three writers that say how it looks.

A room that has something to tell builds a list of blocks and lets them be written:

>>> from backhaul.report.blocks import Heading, Pair, Pairs
>>> from backhaul.report.lines import Code
>>> from backhaul.report.writing import written
>>> blocks = [Heading(1, "Where it is"), Pairs((Pair(Code("place"), "at the warehouse"),))]
>>> print(written(blocks, "markdown").rstrip())
# Where it is
<BLANKLINE>
| | |
|---|---|
| `place` | **at the warehouse** |

Every text in a block is as it was given. The writers alone make it harmless: no text ends a line, steers a terminal,
hides, or is taken for markup. `lines` has the parts of a line, `blocks` the blocks, `columns` the one measure of width and
the one wrap, and `style` the one style sheet. The room knows nothing of policies and imports nothing of the project.
"""
