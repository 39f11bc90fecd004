export const words = {
  "book.title": "Policy book",
  "book.about": "The whole policy in words: every clause, rule, term and number, to be read, printed and signed.",
  "book.print": "Print",
  "book.unfinished": "This book is not finished: it can be printed as soon as it is whole.",
  "book.html": "Download as a page",
  "book.markdown": "Download as Markdown",
  "book.other-language": "This policy has no English words, so its book is in its own language.",
};
