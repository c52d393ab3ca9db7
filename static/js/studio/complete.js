// Completion while typing YAML: keys by place and kind of step, words of closed lists, steps after `next`, names in conditions.
import { autocompletion } from "../../vendor/codemirror-6.0.2.min.js";

const KEY = /^(\s*)(- )?([\w.?/]+)\s*:/;
const CONDITION = /(?:(?:^|[\s{-])(?:when|is|each|min|max|value):\s*["']?|\$\{)(?:[^}]*[^\w.}])?([\w.]*)$/;
const HOLDER = /(\w+):\s*\{[^{}]*$/;
const VALUE = /([\w.?]+):\s*(?:\[(?:[^\]]*,)?\s*|["'])?([\w./]*)$/;
const NEW_KEY = /^(\s*)(- )?(\w*)$/;

// The keys above a line, outermost first: ["steps", "greet", "say"]. `lines` are those before it, `column` where its own key begins.
export function pathAt(lines, column) {
  const path = [];
  let limit = column;
  for (let number = lines.length - 1; number >= 0 && limit > 0; number--) {
    const line = lines[number];
    if (!line.trim() || line.trimStart().startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    const key = line.match(KEY);
    const at = key?.[2] ? indent + 2 : indent;
    if (key && at < limit) {
      path.unshift(key[3]);
      limit = at;
    }
    // What an item of a list belongs to may stand as far left as its dash.
    if (line.trimStart().startsWith("- ") && indent + 2 <= limit + 2 && indent < limit) limit = Math.min(limit, indent + 0.5);
  }
  return path;
}

// What fits before the caret: {length, words, type} of what is typed already, or null. `told` is the server's answer.
export function fitting(told, { before, path, kind, isAsked = false }) {
  if (before.trimStart().startsWith("#")) return null;
  const condition = before.match(CONDITION);
  if (condition) {
    const words = [...told.variables, ...told.functions.map((each) => ({ ...each, apply: `${each.label}(` }))];
    return condition[1] || isAsked ? { length: condition[1].length, words, type: "variable" } : null;
  }
  const key = before.match(NEW_KEY);
  if (key) {
    if (!key[3] && !isAsked) return null;
    const words = keysAt(told, path, kind).map((each) => ({ ...each, apply: `${each.label}: ` }));
    return { length: key[3].length, words, type: "property" };
  }
  const value = before.match(VALUE);
  if (!value) return null;
  const words = valuesOf(told, value[1], before.match(HOLDER)?.[1] ?? path.at(-1), path);
  return words ? { length: value[2].length, words, type: "enum" } : null;
}

function keysAt(told, path, kind) {
  if (path.length === 0) return told.script;
  if (path[0] === "steps" && path.length === 2) return told.kinds[kind] ?? told.kinds.say;
  if (path.at(-1) === "form" || path.at(-2) === "form") return told.field;
  return told.inside[path.at(-1)] ?? told.inside[path.at(-2)] ?? [];
}

function valuesOf(told, key, holder, path) {
  if (told.ways.includes(key) || told.wayHolders.includes(holder)) return told.steps;
  if (path.length === 1 && path[0] === "vars") return told.values.type;
  return told.values[key] ?? null;
}

export function completing(studio) {
  let known = null;
  let knownOf = "";
  let asking = null;

  // Names change with the text; asked again where it changed, the last answer serves meanwhile.
  async function told() {
    if (knownOf !== studio.state.sha256 && !asking) {
      const { sha256 } = studio.state;
      asking = studio.wire.get("/completions").then((found) => { known = found; knownOf = sha256; }).catch(() => {}).finally(() => { asking = null; });
    }
    if (!known) await asking;
    return known;
  }

  return autocompletion({
    override: [async (context) => {
      const { doc } = context.state;
      const line = doc.lineAt(context.pos);
      const before = line.text.slice(0, context.pos - line.from);
      const [, indent, dash] = before.match(/^(\s*)(- )?/);
      const path = pathAt(doc.sliceString(0, line.from).split("\n"), indent.length + (dash ? 0.5 : 0));
      const step = path[0] === "steps" ? studio.outline.row(path[1]) : null;
      const found = await told();
      if (!found || context.aborted) return null;
      const fits = fitting(found, { before, path, kind: step?.dataset.kind ?? "say", isAsked: context.explicit });
      if (!fits) return null;
      return { from: context.pos - fits.length, options: fits.words.map((each) => ({ type: fits.type, ...each })), validFor: /^[\w./]*$/ };
    }],
  });
}
