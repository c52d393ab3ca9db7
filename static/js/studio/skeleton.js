// What a new step of each kind begins with; `next` is where it leads at first.
const WORDS = { en: { yes: "Yes", no: "No" }, zh: { yes: "是", no: "否" } };

export function skeleton(kind, { languages, next }) {
  const empty = () => Object.fromEntries(languages.map((language) => [language, ""]));
  const said = (word) => Object.fromEntries(languages.map((language) => [language, WORDS[language]?.[word] ?? word]));
  const way = next ? { next } : {};
  const to = (...names) => Object.fromEntries(names.map((name) => [name, next]));
  switch (kind) {
    case "ask": return { ask: empty(), answers: { yes: { label: said("yes"), next }, no: { label: said("no"), next } } };
    case "form": return { say: empty(), form: [{ name: "note", type: "text", label: empty() }], ...way };
    case "branch": return { branch: [{ when: "", next }, { else: next }] };
    case "do": return { do: "", ...way, ...(next ? { on_error: next } : {}) };
    case "offer": return { offer: { slot: "upsell" }, outcomes: to("accepted", "declined", "later", "none") };
    case "read_back": return { read_back: [{ id: "line_1", text: empty() }], consent: to("given", "refused") };
    case "call": return { call: "", returns: {} };
    case "wrapup": return { wrapup: { dispositions: [] } };
    case "return": return { return: "done" };
    default: return { say: empty(), ...way };
  }
}
