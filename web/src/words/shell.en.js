export const words = {
  "shell.policies": "Policies",
  "shell.edit": "Edit",
  "shell.try": "Try",
  "shell.explain": "Explain",
  "shell.compare": "Compare",
  "shell.check": "Check",
  "shell.book": "Book",
  "shell.language": "中文",
  "shell.views": "Views of this version",
  "shell.no-service": "The service does not answer. Is `backhaul serve` still running?",
  "shell.no-page": "There is no such page.",
};
