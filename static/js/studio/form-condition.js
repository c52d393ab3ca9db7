// The rows of a condition and its text: what was not touched keeps the words it was written in.

const SIGNS = { all: " && ", any: " || ", none: " || " };
const NUMBER = /^-?\d+(\.\d+)?$/;

export function startConditions(form) {
  const { box } = form;
  const parts = (group) => [...group.children].filter((each) => each.matches("[data-row], [data-group]"));
  const combine = (group) => group.querySelector(":scope > .cond-combine [data-combine]")?.value ?? "all";

  function quoted(value, kind) {
    if ((kind === "number" || kind === "money") && NUMBER.test(value)) return value;
    return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
  }

  function rowText(row) {
    if (row.dataset.source) return row.dataset.source;
    if (row.dataset.start) return row.dataset.start;
    const left = row.querySelector("[data-pick=names]").dataset.value;
    const operator = row.querySelector("[data-operator]")?.value;
    if (!left || !operator) return "";
    const [text, takes] = form.known.operators[operator];
    const { kind } = row.dataset;
    const ticked = [...row.querySelectorAll("input[type=checkbox][data-val]")].filter((each) => each.checked).map((each) => each.value);
    const listed = row.querySelector("[data-vals]")?.value.split(/[,，]/).map((each) => each.trim()).filter(Boolean);
    const single = row.querySelector("[data-val]:not([type=checkbox])")?.value;
    let value = "";
    if (takes === "values") value = (listed ?? (ticked.length ? ticked : [single ?? first(left, kind)])).map((each) => quoted(each, kind)).join(", ");
    else if (takes === "value") value = quoted(single ?? ticked[0] ?? listed?.[0] ?? first(left, kind), kind);
    else if (takes === "name") value = isName(single) ? single : other(left, kind);
    return text.replace("{left}", left).replace("{value}", value);
  }

  // A value that the type can have, until somebody chooses.
  function first(left, kind) {
    const start = form.known.names.find(([name]) => name === left)?.[3] ?? "";
    const written = /== "(.*)"$/.exec(start);
    if (written) return written[1];
    const day = new Date().toISOString().slice(0, 10);
    return { number: "0", money: "0", date: day, datetime: `${day}T09:00`, time: "09:00" }[kind] ?? "";
  }

  const isName = (value) => form.known.names.some(([name]) => name === value);
  const other = (left, kind) => form.known.names.find(([name, , category]) => name !== left && category === kind)?.[0] ?? left;

  function groupText(group, isInside) {
    if (group.dataset.source) return group.dataset.source;
    const texts = parts(group).map((each) => (each.matches("[data-row]") ? rowText(each) : groupText(each, true))).filter(Boolean);
    const how = combine(group);
    const joined = texts.join(group.dataset.sign || SIGNS[how]);
    if (how === "none" && texts.length) return `!(${joined})`;
    return isInside && texts.length > 1 ? `(${joined})` : joined;
  }

  function touch(element) {
    for (let up = element; up && !up.matches("[data-condition]"); up = up.parentElement) {
      if (up.matches("[data-row], [data-group]")) up.dataset.source = "";
    }
  }

  function send(holder, text) {
    const input = holder.querySelector("[data-condition-text]");
    if (text === input.defaultValue) return null;
    const op = text ? { ...JSON.parse(holder.dataset.op), [holder.dataset.put]: text } : holder.dataset.empty ? JSON.parse(holder.dataset.empty) : null;
    if (!op) return null;
    input.value = text;
    return form.send(op, input);
  }

  function commit(element) {
    const holder = element.closest("[data-condition]");
    return send(holder, groupText(holder.querySelector("[data-group]"), false));
  }

  function commitText(input) {
    return send(input.closest("[data-condition]"), input.value.trim());
  }

  // A name was chosen for a row: it begins with a comparison that is complete.
  function choose(input, name, start) {
    const row = input.closest("[data-row]");
    const isSame = row.dataset.source && input.dataset.value === name;
    input.dataset.value = name;
    if (isSame) return;
    touch(row);
    row.dataset.start = start;
    form.wanted = row.querySelector("[data-operator]") ? `${row.id}-operator` : null;
    commit(row);
    delete row.dataset.start;
    if (!form.wanted) form.wanted = nextId(row);
  }

  function nextId(row) {
    return `${row.parentElement.id}-${parts(row.parentElement).indexOf(row)}-operator`;
  }

  function blank(group) {
    const adds = group.querySelector(":scope > .cond-adds");
    const id = `${group.id}-${parts(group).length}`;
    const row = Object.assign(document.createElement("div"), { className: "cond-row", id });
    row.dataset.row = "";
    row.dataset.client = "";
    row.dataset.source = "";
    const sample = box.querySelector("[data-pick=names]");
    const input = sample.cloneNode();
    Object.assign(input, { id: `${id}-left`, value: "", title: "" });
    input.defaultValue = "";
    input.dataset.value = "";
    const drop = group.closest("[data-condition]").querySelector("[data-drop-row]").cloneNode(true);
    drop.id = `${id}-drop`;
    row.append(input, drop);
    group.insertBefore(row, adds);
    group.querySelector(":scope > .cond-combine").hidden = parts(group).length < 2;
    return input;
  }

  box.addEventListener("change", (event) => {
    const control = event.target;
    const holder = control.closest("[data-condition]");
    if (!holder || !control.matches("[data-operator], [data-val], [data-vals], [data-combine]")) return;
    const part = control.closest(control.matches("[data-combine]") ? "[data-group]" : "[data-row]");
    if (control.matches("[data-combine]")) part.dataset.sign = "";
    touch(part);
    form.wanted = null;
    // Until it is in the text, what is drawn anew does not turn it back.
    const is = (control.dataset.sent = control.type === "checkbox" ? String(control.checked) : control.value);
    Promise.resolve(commit(part)).finally(() => { if (control.dataset.sent === is) delete control.dataset.sent; });
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-add-group], [data-drop-row]");
    const holder = button?.closest("[data-condition]");
    if (!holder) return;
    const group = button.closest("[data-group]");
    if (button.matches("[data-add-row]")) {
      blank(group).focus();
    } else if (button.matches("[data-add-group]")) {
      const inner = Object.assign(document.createElement("div"), { className: "cond-group", id: `${group.id}-${parts(group).length}` });
      Object.assign(inner.dataset, { group: "", source: "", sign: "", client: "" });
      const combined = group.querySelector(":scope > .cond-combine").cloneNode(true);
      combined.querySelector("select").id = `${inner.id}-combine`;
      combined.querySelector("select").value = combine(group) === "any" ? "all" : "any";
      inner.append(combined, Object.assign(document.createElement("p"), { className: "cond-adds" }));
      group.insertBefore(inner, group.querySelector(":scope > .cond-adds"));
      const second = blank(inner);
      blank(inner);
      second.focus();
    } else {
      const row = button.closest("[data-row]");
      touch(row);
      const others = [...holder.querySelectorAll("[data-drop-row]")].filter((each) => each !== button);
      row.remove();
      for (const each of holder.querySelectorAll("[data-group] [data-group]")) if (!parts(each).length) each.remove();
      (others[0] ?? holder.querySelector("input"))?.focus();
      const text = groupText(holder.querySelector("[data-group]"), false);
      send(holder, text);
    }
  });

  return { choose, commit, commitText };
}
