// The menus one can search: steps to lead to (and new ones), values for conditions, values to put into words.
import { newStep, put } from "./form-ops.js";

const MOST = 60; // entries drawn at a time; typing finds the others

export function startPick(form, conditions) {
  const { box, studio, words } = form;
  const list = Object.assign(document.createElement("div"), { id: "form-choices", className: "form-choices", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.values);
  const finder = makeFinder();
  let input = null; // the box whose menu is open
  let entries = [];
  let active = -1;
  let into = null; // where a value will be put
  // Outside what is drawn anew, and outside the form's box, which clips.
  document.querySelector("main").append(finder, list);

  function makeFinder() {
    const made = Object.assign(document.createElement("input"), { type: "text", id: "form-finder", className: "form-finder", hidden: true, placeholder: words.find_value, autocomplete: "off" });
    made.setAttribute("role", "combobox");
    made.setAttribute("aria-controls", "form-choices");
    made.setAttribute("aria-autocomplete", "list");
    made.setAttribute("aria-expanded", "false");
    made.setAttribute("aria-label", words.insert);
    made.dataset.pick = "insert";
    return made;
  }

  // --- what is in the menus ---

  const has = (typed, ...texts) => texts.some((text) => text?.toLowerCase().includes(typed));

  function targets(typed) {
    const { targets: steps = [], builtins = [], new: kinds = {} } = form.known;
    const found = steps.filter(([id, title]) => has(typed, id, title)).slice(0, MOST).map(([id, title, section]) => ({ value: id, label: title, note: id, group: section || words.steps }));
    const others = builtins.filter(([id, title]) => has(typed, id, title)).map(([id, title]) => ({ value: id, label: title, note: "", group: words.other }));
    const isKnown = steps.some(([id, title]) => id === typed || title.toLowerCase() === typed);
    const fresh = isKnown ? [] : Object.entries(kinds).map(([kind, label]) => ({ kind, label, note: typed ? `“${input.value.trim()}”` : "", group: words.new_step }));
    return [...found, ...others, ...fresh];
  }

  function names(typed) {
    const { names: known = [], measures = {}, targets: steps = [] } = form.known;
    const plain = known.filter(([name, label]) => has(typed, name, label)).map(([name, label, , start]) => ({ value: name, label, note: name, start, group: words.values }));
    const measured = [];
    const offer = (left, label, start) => { if (has(typed, left, label)) measured.push({ value: left, label, note: left, start, group: words.other }); };
    for (const [name, label, kind] of known) {
      if (kind === "date" || kind === "datetime") offer(`days_until(${name})`, measures.days_until.replace("%s", label), `days_until(${name}) > 0`);
      if (kind === "list" || kind === "files") offer(`size(${name})`, measures.size.replace("%s", label), `size(${name}) > 0`);
    }
    offer("hour()", measures.hour ?? "", "hour() >= 9");
    offer("weekday()", measures.weekday ?? "", "weekday() <= 5");
    for (const [id, title] of steps) offer(`visits(${id})`, (measures.visits ?? "%s").replace("%s", title), `visits(${id}) > 0`);
    return [...plain.slice(0, MOST), ...measured.slice(0, MOST)];
  }

  function values(typed) {
    const how = into?.dataset.inserts;
    const text = (name, phrase) => (how === "phrase" ? phrase : how === "value" ? `\${${name}}` : name);
    return (form.known.names ?? []).filter(([name, label, kind]) => has(typed, name, label) && (how !== "phrase" || kind !== "record")).slice(0, MOST)
      .map(([name, label, , , phrase, sample]) => ({ value: text(name, phrase), label, note: form.fill("sample", { value: sample }), group: words.values }));
  }

  const FROM = { targets, names, insert: values };

  // --- drawing ---

  function draw() {
    const isFinding = input === finder || input.dataset.typed !== undefined;
    entries = FROM[input.dataset.pick](isFinding ? input.value.trim().toLowerCase() : "");
    const children = [];
    let group = null;
    let heading = "";
    entries.forEach((entry, index) => {
      if (entry.group !== heading || !group) {
        heading = entry.group;
        group = document.createElement("div");
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", heading);
        group.append(Object.assign(document.createElement("span"), { className: "menu-title", textContent: heading, ariaHidden: "true" }));
        children.push(group);
      }
      const option = Object.assign(document.createElement("div"), { id: `form-choice-${index}`, className: "form-choice" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.index = index;
      option.append(Object.assign(document.createElement("span"), { textContent: entry.label }), Object.assign(document.createElement("small"), { className: "muted", textContent: entry.note === entry.label ? "" : entry.note ?? "" }));
      group.append(option);
    });
    if (!entries.length) children.push(Object.assign(document.createElement("p"), { className: "muted", textContent: words.none_found }));
    list.replaceChildren(...children);
    const current = entries.findIndex((each) => each.value !== undefined && each.value === input.dataset.value);
    point(isFinding && input.value.trim() ? (entries.length ? 0 : -1) : current);
    studio.say(form.fill("count", { count: entries.length }));
  }

  function point(index) {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.querySelector(`[data-index="${index}"]`);
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function place(anchor) {
    const at = anchor.getBoundingClientRect();
    const below = innerHeight - at.bottom;
    const height = Math.min(320, Math.max(below, at.top) - 16);
    Object.assign(list.style, { left: `${Math.min(at.left, innerWidth - Math.max(at.width, 260) - 8)}px`, width: `${Math.max(at.width, 260)}px`, maxHeight: `${height}px` });
    if (below >= Math.min(height, 220)) Object.assign(list.style, { top: `${at.bottom + 4}px`, bottom: "auto" });
    else Object.assign(list.style, { top: "auto", bottom: `${innerHeight - at.top + 4}px` });
  }

  function open(wanted) {
    if (input === wanted && !list.hidden) return;
    if (input && input !== wanted) close();
    input = wanted;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    draw();
    place(input);
  }

  function close() {
    if (!input) return;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    delete input.dataset.typed;
    if (input === finder) finder.hidden = true;
    input = null;
  }

  // --- choosing ---

  function choose(entry) {
    const chosen = input;
    const kind = chosen.dataset.pick;
    const typed = chosen.dataset.typed === undefined ? "" : chosen.value.trim();
    close();
    if (kind === "insert") return insert(entry.value);
    if (kind === "names") {
      chosen.value = entry.label;
      return conditions.choose(chosen, entry.value, entry.start);
    }
    if (entry.kind) return passThrough(chosen, entry, typed);
    chosen.value = entry.label;
    if (chosen.dataset.asked) {
      chosen.dataset.value = entry.value;
      delete chosen.dataset.newKind;
      return null;
    }
    if (entry.value === chosen.dataset.value) return null;
    chosen.dataset.value = entry.value;
    return form.send(put(JSON.parse(chosen.dataset.op), chosen.dataset.put, entry.value), chosen);
  }

  // A new step in between: it leads to where the way led, and the way leads to it; one edit.
  function passThrough(chosen, entry, typed) {
    if (chosen.dataset.asked) {
      chosen.dataset.newKind = entry.kind;
      chosen.dataset.newName = typed;
      chosen.value = `${words.new_step}: ${typed || entry.label}`;
      return null;
    }
    const made = newStep(form.known, entry.kind, { typed, add: JSON.parse(chosen.dataset.add), to: chosen.dataset.value });
    chosen.value = typed || made.id;
    chosen.dataset.value = made.id;
    studio.say(form.fill("made", { step: made.id }));
    return form.send({ op: "batch", ops: [made.op, put(JSON.parse(chosen.dataset.op), chosen.dataset.put, made.id)] }, chosen);
  }

  // What is written and was not chosen: the one step of that id or title, else nothing changes.
  function settle(left) {
    if (left.dataset.pick !== "targets" || left.dataset.typed === undefined) return restore(left);
    const typed = left.value.trim();
    const found = targetsNamed(typed);
    if (found) return pickNow(left, found);
    if (!typed && left.dataset.empty) return form.send(JSON.parse(left.dataset.empty), left);
    return restore(left);
  }

  function targetsNamed(typed) {
    const all = [...(form.known.targets ?? []), ...(form.known.builtins ?? [])].filter(([id, title]) => id === typed || title.toLowerCase() === typed.toLowerCase());
    return all.length === 1 ? { value: all[0][0], label: all[0][1] } : null;
  }

  function pickNow(left, entry) {
    input = left;
    return choose(entry);
  }

  function restore(left) {
    if (left.dataset.pick === "insert") return;
    if (left.dataset.asked && left.dataset.newKind) return;
    if (left.dataset.asked) {
      const known = (form.known.targets ?? []).find(([id]) => id === left.dataset.value);
      left.value = known ? known[1] : left.dataset.value;
    } else {
      left.value = left.defaultValue;
    }
  }

  function insert(text) {
    const target = into;
    into = null;
    if (!target?.isConnected) return;
    target.focus();
    target.setRangeText(text, target.selectionStart ?? target.value.length, target.selectionEnd ?? target.value.length, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // --- events ---

  const home = document;
  const isPick = (target) => target.matches?.("[data-pick]");
  home.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert-into]");
    if (button) {
      into = document.getElementById(button.dataset.insertInto);
      const at = button.getBoundingClientRect();
      finder.hidden = false;
      finder.value = "";
      Object.assign(finder.style, { top: `${at.bottom + 4}px`, left: `${Math.max(8, Math.min(at.left, innerWidth - 288))}px` });
      finder.focus();
      open(finder);
      return;
    }
    if (!isPick(event.target)) return;
    if (input !== event.target) event.target.select(); // what is typed next is looked for, not added
    open(event.target);
  });
  home.addEventListener("input", (event) => {
    if (!isPick(event.target)) return;
    event.target.dataset.typed = "";
    delete event.target.dataset.newKind;
    if (input !== event.target || list.hidden) open(event.target);
    else draw();
    place(event.target);
  });
  home.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!isPick(target) || event.isComposing) return;
    const isOpen = input === target && !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return void open(target);
      const last = entries.length - 1;
      point(event.key === "ArrowDown" ? (active >= last ? 0 : active + 1) : (active <= 0 ? last : active - 1));
    } else if (event.key === "Enter" && isOpen && entries[active]) {
      event.preventDefault();
      choose(entries[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      const back = target === finder ? into : null;
      close();
      restore(target);
      target.select?.();
      back?.focus();
    }
  }, { capture: true });
  home.addEventListener("focusin", (event) => { if (isPick(event.target)) event.target.select(); });
  home.addEventListener("focusout", (event) => {
    if (!isPick(event.target)) return;
    const left = event.target;
    const wasOpen = input === left;
    const typed = left.dataset.typed;
    if (wasOpen) close();
    if (typed !== undefined) left.dataset.typed = typed;
    if (left.dataset.pick !== "insert" && typed !== undefined) settle(left);
    delete left.dataset.typed;
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the box keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) choose(entries[Number(option.dataset.index)]);
  });
  // What the menu holds may have other words now; where the pointer was stays.
  document.addEventListener("studio:form", () => {
    if (!input || list.hidden) return;
    const pointed = entries[active]?.value;
    draw();
    if (pointed !== undefined) point(entries.findIndex((each) => each.value === pointed));
  });
  addEventListener("resize", () => { if (input) place(input); });
  document.getElementById("studio-form").addEventListener("scroll", () => { if (input && input !== finder) place(input); else if (input) close(); }, { passive: true });
}
