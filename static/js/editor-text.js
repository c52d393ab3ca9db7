// The text itself: CodeMirror with our colours, and two texts side by side.
import {
  basicSetup, EditorState, EditorView, HighlightStyle, indentWithTab, keymap, lintGutter, MergeView, syntaxHighlighting, tags, yaml,
} from "../vendor/codemirror-6.0.2.min.js";

const look = EditorView.theme({
  "&": { height: "100%", fontSize: ".8667rem", backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: ".5rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--muted)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 9%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--sunk)", color: "var(--muted)", borderColor: "var(--line)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip": { maxWidth: "32rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  "li[aria-selected] > .cm-completionDetail": { color: "inherit" },
  ".cm-completionIcon": { display: "none" },
  "&.cm-editor.cm-editor .cm-collapsedLines": { padding: ".15rem .75rem", background: "var(--sunk)", color: "var(--muted)" },
  "&.cm-editor.cm-editor .cm-collapsedLines:before, &.cm-editor.cm-editor .cm-collapsedLines:after": { content: '"…"', marginInline: ".5em" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--on-accent)", borderRadius: "4px", padding: "2px 8px" },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)", outline: "1px solid var(--warn)" },
});
// Strong enough against the paper in light and dark: 4.5 to 1.
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent-deep)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--muted)" },
]);

const chinese = { "$ unchanged lines": "$ 行未改动", "Find": "查找", "Replace": "替换", "next": "下一个", "previous": "上一个", "all": "全部", "match case": "区分大小写", "by word": "整词", "regexp": "正则", "replace": "替换", "replace all": "全部替换", "close": "关闭", "Diagnostics": "问题", "No diagnostics": "没有问题" };
const phrases = document.documentElement.lang.startsWith("zh") ? [EditorState.phrases.of(chinese)] : [];

const plain = (nonce) => [...phrases, basicSetup, yaml(), look, syntaxHighlighting(colours), EditorView.cspNonce.of(nonce), EditorView.lineWrapping];

export function textEditor({ parent, text, nonce, label, changed, left, extensions = [] }) {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        ...plain(nonce),
        ...extensions,
        lintGutter(),
        // Tab indents, as in every editor of YAML; Escape first lets Tab leave (WCAG 2.1.2, CodeMirror's own way).
        keymap.of([indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); if (update.focusChanged && !update.view.hasFocus) left(); }),
      ],
    }),
  });
}

// Left is what stands and cannot be changed; with `writable` the right side can, and passages may be taken over from the left.
export function sideBySide({ parent, before, after, nonce, labels, writable = false }) {
  parent.replaceChildren();
  const frozen = [EditorState.readOnly.of(true)];
  const named = (label) => EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
  return new MergeView({
    parent,
    a: { doc: before, extensions: [...plain(nonce), ...frozen, named(labels[0])] },
    b: { doc: after, extensions: [...plain(nonce), ...(writable ? [] : frozen), named(labels[1])] },
    revertControls: writable ? "a-to-b" : undefined,
    collapseUnchanged: { margin: 3, minSize: 6 },
    gutter: true,
  });
}

export function goToLine(view, number) {
  const line = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "start", yMargin: 40 }) });
  view.focus();
}
