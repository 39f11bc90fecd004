// The editor: CodeMirror with YAML, in the language of the page, and with a style sheet that the service let in.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { yaml } from "@codemirror/lang-yaml";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { state } from "../state.js";
import { expressions } from "./expressions.js";
import { phrases } from "./phrases.js";

const nonce = document.querySelector("script[nonce]")?.nonce ?? "";

/** What every view of a policy's text has, also one that is only read. */
export const basics = () => [
  EditorView.cspNonce.of(nonce),
  EditorState.lineSeparator.of("\n"),
  EditorState.phrases.of(state.language === "zh" ? phrases : {}),
  lineNumbers(),
  highlightSpecialChars(),
  EditorView.lineWrapping,
  yaml(),
  syntaxHighlighting(classHighlighter),
  expressions,
];

/** The editor of a text; `set(text)` replaces it, `lock(on)` makes it read-only. */
export function createEditor({ parent, text, readOnly, label, extensions, completions }) {
  const locked = new Compartment();
  const lock = (on) => [EditorState.readOnly.of(on), EditorView.editable.of(true)];
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        basics(),
        locked.of(lock(readOnly)),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n")),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        foldGutter(),
        history(),
        drawSelection(),
        dropCursor(),
        EditorState.allowMultipleSelections.of(true),
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [completions], activateOnTypingDelay: 60, maxRenderedOptions: 60, icons: false }),
        highlightSelectionMatches(),
        search({ top: true }),
        // Tab moves on, as everywhere on the page; Ctrl-] indents
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap]),
        extensions,
      ],
    }),
  });
  return {
    view,
    lock: (on) => view.dispatch({ effects: locked.reconfigure(lock(on)) }),
    set: (words) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: words }, userEvent: "input.replace" }),
    text: () => view.state.doc.toString(),
  };
}
