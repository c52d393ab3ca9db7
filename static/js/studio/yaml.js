// The text in CodeMirror: typed into, marked, completed; what the server changed is patched in, so that the caret stays.
import { EditorState, EditorView, setDiagnostics, StateEffect, StateField, Transaction } from "../../vendor/codemirror-6.0.2.min.js";
import { textEditor } from "../editor-text.js";
import { completing } from "./complete.js";

const SEVERITY = { E: "error", W: "warning", I: "info" };
const SELECT_AFTER = 150; // ms that the caret rests in a step

// The one passage in which two texts differ.
export function difference(before, after) {
  const least = Math.min(before.length, after.length);
  let from = 0;
  while (from < least && before[from] === after[from]) from++;
  let end = 0;
  while (end < least - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) };
}

// The server counts whole characters; a browser's text counts some of them twice.
function inUnits(text, splices) {
  const wide = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map((each, number) => each.index - number);
  const unit = (character) => character + wide.filter((each) => each < character).length;
  return splices.map(([from, to, insert]) => ({ from: unit(from), to: unit(to), insert }));
}

const setPlaces = StateEffect.define();
// Where each step begins, kept right while text is typed above it.
const places = StateField.define({
  create: () => [],
  update(steps, transaction) {
    for (const effect of transaction.effects) if (effect.is(setPlaces)) return effect.value;
    return transaction.docChanged ? steps.map(({ id, from }) => ({ id, from: transaction.changes.mapPos(from, -1) })) : steps;
  },
});

export function startYaml(studio, parent) {
  let isOurs = false; // a change of ours is no typing
  let timer;

  const view = textEditor({
    parent,
    text: studio.text,
    nonce: studio.nonce,
    label: studio.words.label,
    changed: () => { if (!isOurs) studio.changed(); },
    left: () => { if (studio.isUnsaved) studio.save(); },
    extensions: [
      places,
      completing(studio),
      EditorView.updateListener.of((update) => {
        const isTyping = update.transactions.some((each) => each.isUserEvent("select") || each.isUserEvent("input") || each.isUserEvent("delete"));
        if (isTyping && update.selectionSet) follow();
      }),
    ],
  });
  const text = () => view.state.doc.toString();

  function dispatch(spec) {
    isOurs = true;
    try {
      view.dispatch(spec);
    } finally {
      isOurs = false;
    }
  }

  // What changed at the server goes beside what was typed meanwhile.
  function rebase(before, after, splices) {
    if (before === after) return;
    const typed = text();
    const base = EditorState.create({ doc: before });
    let theirs = splices ? base.changes(inUnits(before, splices)) : null;
    if (!theirs || theirs.apply(base.doc).toString() !== after) theirs = base.changes(difference(before, after));
    const ours = base.changes(typed === before ? [] : difference(before, typed));
    dispatch({ changes: theirs.map(ours), annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)] });
  }

  function replace(wanted) {
    if (wanted !== text()) view.dispatch({ changes: difference(text(), wanted), userEvent: "input.replace" });
  }

  // --- problems ---

  function mark(problems, source) {
    const doc = EditorState.create({ doc: source }).doc;
    const typed = text();
    const moved = typed === source ? null : EditorState.create({ doc }).changes(difference(source, typed));
    const now = (place) => (moved ? moved.mapPos(place) : place);
    const marks = problems.map((problem) => {
      const line = doc.line(Math.min(Math.max(1, problem.line), doc.lines));
      const from = now(Math.min(line.from + problem.column, line.to));
      const message = problem.hint ? `${problem.message} (${problem.hint})` : problem.message;
      const actions = problem.fix && !moved ? [{ name: studio.words.fix, apply: () => studio.splice(problem.fix) }] : [];
      return { from, to: Math.max(from, now(line.to)), severity: SEVERITY[problem.severity], source: problem.code, message, actions };
    });
    view.dispatch(setDiagnostics(view.state, marks.sort((one, other) => one.from - other.from)));
  }

  // --- steps ---

  function place() {
    const doc = view.state.doc;
    const found = studio.outline.rows().map((row) => ({ id: row.dataset.step, from: doc.line(Math.min(Number(row.dataset.line), doc.lines)).from }));
    view.dispatch({ effects: setPlaces.of(found) });
  }

  function stepAt(position) {
    const steps = view.state.field(places);
    let found = "";
    for (const each of steps) if (each.from <= view.state.doc.lineAt(position).to) found = each.id; else break;
    const last = steps.at(-1);
    if (found && found === last?.id) {
      // Behind the last step a line without indent is no step any more.
      for (let line = view.state.doc.lineAt(last.from).number + 1; line <= view.state.doc.lineAt(position).number; line++) {
        if (/^[^\s#-]/.test(view.state.doc.line(line).text)) return "";
      }
    }
    return found;
  }

  function follow() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const step = stepAt(view.state.selection.main.head);
      if (step !== studio.selected) studio.select(step, { from: "yaml" });
    }, SELECT_AFTER);
  }

  function show(step) {
    const found = view.state.field(places).find((each) => each.id === step);
    // Whoever writes here is not moved: an edit of the page that came back late chooses its step too.
    if (!found || view.hasFocus) return;
    const inside = stepAt(view.state.selection.main.head) === step;
    if (!inside) dispatch({ selection: { anchor: found.from } });
    scrollTo(found.from);
  }

  // By hand: the editor's own way would scroll the page as well, where all stands under each other. Measured again once the lines there are drawn.
  function scrollTo(place, again = true) {
    view.requestMeasure({
      key: scrollTo,
      read: () => view.lineBlockAt(Math.min(place, view.state.doc.length)).top,
      write: (top) => {
        view.scrollDOM.scrollTop = top - 12;
        if (again) requestAnimationFrame(() => scrollTo(place, false));
      },
    });
  }

  function goToLine(number, focus = true) {
    const line = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
    dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "start", yMargin: 40 }) });
    if (focus) view.focus();
    follow();
  }

  document.addEventListener("studio:select", (event) => { if (event.detail.from !== "yaml") show(event.detail.step); });
  document.addEventListener("studio:outlined", () => { if (text() === studio.outlinedSource) place(); });
  document.addEventListener("studio:problems", (event) => mark(event.detail.problems, event.detail.source));

  place();
  return { view, text, rebase, replace, mark, show, stepAt, goToLine, hasFocus: () => view.hasFocus };
}
