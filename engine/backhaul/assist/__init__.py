"""What an editor asks about a text: text and position in, data out."""
