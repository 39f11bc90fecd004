"""Records out of files, a few at a time, and the processes that work on them."""
