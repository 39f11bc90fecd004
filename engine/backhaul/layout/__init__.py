"""How a file is laid out: the house style, made of the events of YAML and of every comment.

What stands where is taken from the marks of the parser that reads policies, so nothing is read otherwise
than there, and no value is written anew: its characters are moved. `docs/fmt.md` has the style.
"""
