"""What changes between two policies: in what they say, and in what they decide on many records.

Two halves. `structure` holds the two checked policies side by side: what was added, removed, moved, and whether a
condition, an output or only words changed. `compare` runs both on every record and counts: what stays, what flips
from what to what, what cannot be told because a fact was not recorded, what is refused.

Records are read line by line and judged in chunks of one size, by one process or by several; the chunks are added up
in their order, so the same records give the same result for any number of processes, in the same memory for any
number of records. Explanations belong to a neighbour: who calls hands over the function that makes them.
"""
