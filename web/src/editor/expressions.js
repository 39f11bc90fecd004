// The signs of expressions within the values of YAML: operators, functions, choices, numbers.
import { syntaxTree } from "@codemirror/language";
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";

const KINDS = ["operator", "function", "choice"];
const MARKS = KINDS.map((kind) => Decoration.mark({ class: `expression-${kind}` }));
const SIGNS = /(&&|\|\||==|!=|<=|>=|(?<=\s)[<>](?=\s)|(?<![\w&|=!<>'"])!(?=[a-z_(])|(?<=\s)[-+*/](?=\s))|([a-z_]+)(?=\()|('[^'\n]*'(?=\s*(?:$|[,)\]}"]|==|!=|&&|\|\|)))/g;
//: keys whose values are words
const WORDS = /^\s*(?:- )?(?:\{)?(?:[a-z]{2}|title|owner|label|[A-Z]\w*): /;

const decorator = new MatchDecorator({
  regexp: SIGNS,
  decorate(add, from, to, match, view) {
    const line = view.state.doc.lineAt(from);
    if (WORDS.test(line.text)) return;
    const node = syntaxTree(view.state).resolveInner(from, 1).name;
    if (node === "Comment" || node === "BlockLiteralContent") return;
    add(from, to, MARKS[match[1] ? 0 : match[2] ? 1 : 2]);
  },
});

export const expressions = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = decorator.createDeco(view);
    }
    update(update) {
      this.decorations = decorator.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
