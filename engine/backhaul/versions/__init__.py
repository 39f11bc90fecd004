"""Which policies there are, in which versions, and which files belong to them."""
