// Places of a text: those of the service have lines and columns from 1, in UTF-16 units as here; the editor has offsets.

/** The offset of a place; one beyond the text is its end. */
export function offsetOf(doc, { line, column }) {
  if (line > doc.lines) return doc.length;
  const { from, to } = doc.line(Math.max(1, line));
  return Math.min(to, from + Math.max(0, column - 1));
}

/** The offsets of a stretch `{ from, to }`, or of a place with a `length`. */
export function rangeOf(doc, at) {
  const from = offsetOf(doc, at.from ?? at);
  const to = at.to ? offsetOf(doc, at.to) : Math.min(doc.length, from + (at.length ?? 0));
  return { from, to: Math.max(from, to) };
}

/** The place of an offset. */
export function placeAt(doc, offset) {
  const { number, from } = doc.lineAt(offset);
  return { line: number, column: offset - from + 1 };
}
