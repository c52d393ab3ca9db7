// Completion while typing YAML: keys by place and kind of step, words of closed lists, steps after `next`, names in conditions.
import { autocompletion } from "../../vendor/codemirror-6.0.2.min.js";

const INDENT = /^(\s*)(?:- )?/;
const KEY = /^\s*(?:- )?([\w.-]+)\s*:/;

// The keys above a line by their indent, outermost first: ["steps", "greet", "say"].
export function pathAt(doc, number, column) {
  const path = [];
  let indent = column;
  for (let line = number - 1; line >= 1 && indent > 0; line--) {
    const text = doc.line(line).text;
    if (!text.trim() || text.trimStart().startsWith("#")) continue;
    const key = text.match(KEY);
    const depth = text.match(/^(\s*)/)[1].length;
    if (depth < indent && key) {
      path.unshift(key[1]);
      indent = depth;
    }
  }
  return path;
}

export function completing(studio) {
  let known = null;
  let knownOf = "";
  let asking = null;

  // Names change with the text; asked again where it changed, the last answer serves meanwhile.
  function data() {
    if (knownOf !== studio.state.sha256 && !asking) {
      const sha256 = studio.state.sha256;
      asking = studio.wire.get("/completions").then((told) => { known = told; knownOf = sha256; }).catch(() => {}).finally(() => { asking = null; });
    }
    return known ?? asking?.then(() => known);
  }

  const options = (words, type) => words.map((each) => (typeof each === "string" ? { label: each, type } : { ...each, type }));

  function kindOf(path, context) {
    const { doc } = context.state;
    const step = studio.editor?.stepAt?.(context.pos);
    const row = step ? studio.outline.row(step) : null;
    return row?.dataset.kind ?? (doc ? "say" : "");
  }

  function keysFor(path, context, told) {
    if (path.length === 0) return told.script;
    if (path[0] === "steps" && path.length === 2) return told.kinds[kindOf(path, context)] ?? told.kinds.say;
    if (path[0] === "steps" && path.at(-1) === "form") return told.field;
    return told.inside[path.at(-1)] ?? told.inside[path.at(-2)] ?? [];
  }

  return autocompletion({
    activateOnTyping: true,
    override: [async (context) => {
      const line = context.state.doc.lineAt(context.pos);
      const typed = line.text.slice(0, context.pos - line.from);
      if (typed.trimStart().startsWith("#")) return null;
      const told = await data();
      if (!told || context.aborted) return null;
      const value = typed.match(/([\w]+):\s+(?:\[(?:[^\]]*,)?\s*)?(["']?[\w./]*)$/) ?? typed.match(/([\w]+):\s*\{(?:[^}]*,)?\s*()$/);
      const key = typed.match(/^\s*(?:- )?([\w]*)$/);
      const condition = typed.match(/(?:\b(?:when|is|value|min|max|from|each):\s*|\$\{)([^}]*?)([\w.]*)$/);
      if (condition && (context.explicit || condition[2])) {
        return { from: context.pos - condition[2].length, options: options(told.variables, "variable").concat(options(told.functions, "function")), validFor: /^[\w.]*$/ };
      }
      if (value) {
        const name = value[1];
        const isWay = told.ways.includes(name) || told.wayHolders.some((each) => pathAt(context.state.doc, line.number, typed.match(INDENT)[0].length).at(-1) === each || typed.includes(`${each}:`));
        const found = told.values[name] ? options(told.values[name], "enum") : isWay ? options(told.steps, "constant") : null;
        if (!found) return null;
        return { from: context.pos - value[2].length, options: found, validFor: /^[\w./]*$/ };
      }
      if (key && (context.explicit || key[1])) {
        const path = pathAt(context.state.doc, line.number, typed.match(INDENT)[0].length);
        const found = keysFor(path, context, told).map((each) => ({ label: each.label, detail: each.detail, apply: `${each.label}: `, type: "property" }));
        return found.length ? { from: context.pos - key[1].length, options: found, validFor: /^\w*$/ } : null;
      }
      return null;
    }],
  });
}
