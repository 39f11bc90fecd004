"""The command line: one file per command, each of which parses, calls one function and prints.

It stands above the door and may import every room, but only inside the function that needs it: a command
is a process, and most of its time is imports.
"""
