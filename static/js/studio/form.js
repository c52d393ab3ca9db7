// The step form: shows the chosen step as the server draws it, and turns what is changed into edits of the text.
import { startConditions } from "./form-condition.js";
import { opOf, withName } from "./form-ops.js";
import { startNew } from "./form-new.js";
import { patch } from "./form-patch.js";
import { startPick } from "./form-pick.js";
import { startSort } from "./form-sort.js";
import { Refused } from "./state.js";

const TYPED_FOR = 1200; // ms after the last key
const AGAIN_AFTER = 3000;

const at = (id) => document.getElementById(id);

export function start(studio) {
  const box = at("step-form");
  const words = JSON.parse(at("form-words").textContent);
  const form = { studio, box, words, known: {}, step: null, commit, send, edit: send, wanted: null, fill, reveal };
  const timers = new Map();
  const underway = new Set();
  let loading = null; // the step that is being asked for
  let isStale = false;
  let retry;
  let shownSource = null;

  function fill(name, values = {}) {
    return (words[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  // --- showing ---

  // Draws the chosen step as it stands now. What is asked for while an answer is on its way is asked once more after it.
  function load() {
    const step = studio.selected;
    if (loading === step) {
      isStale = true;
      return;
    }
    loading = step;
    isStale = false;
    clearTimeout(retry);
    get(step).finally(() => {
      if (loading !== step) return;
      loading = null;
      if (isStale) load();
    });
  }

  async function get(step) {
    try {
      const answer = await fetch(studio.address + (step ? `/steps/${encodeURIComponent(step)}` : "/settings"), { headers: { Accept: "text/html" } });
      if (answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const html = await answer.text();
      if (step !== studio.selected || isStale) return undefined;
      tell("");
      return show(step, html);
    } catch (error) {
      if (step !== studio.selected) return undefined;
      if (!(error instanceof TypeError || error.message.startsWith("status"))) throw error;
      tell(words.gone);
      retry = setTimeout(load, AGAIN_AFTER);
      return undefined;
    }
  }

  function show(step, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#form-body");
    if (!fresh) return;
    const old = at("form-body");
    if (old && form.step === step) {
      patch(old, fresh);
    } else {
      box.replaceChildren(document.adoptNode(fresh));
      at("studio-form").scrollTop = 0;
    }
    form.step = step;
    const known = at("form-known")?.textContent ?? "{}";
    if (known !== shownSource) form.known = JSON.parse(known);
    shownSource = known;
    sort.refresh();
    if (form.wanted) focus(form.wanted);
    form.wanted = null;
    box.dataset.step = step;
    document.dispatchEvent(new CustomEvent("studio:form", { detail: { step } }));
  }

  function focus(id) {
    const element = at(id);
    if (!element) return;
    for (let up = element; up && up !== box; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
      if (up.hidden) { up.hidden = false; up.dataset.revealed = ""; }
    }
    element.focus();
    element.select?.();
  }

  function tell(said) {
    at("form-notice").textContent = said;
    at("form-notice").hidden = !said;
  }

  // --- changing ---

  // Sends an edit. What the server refuses is told beside `control`, and what was typed there stays.
  function send(op, control = null) {
    const is = control && (control.type === "checkbox" ? String(control.checked) : control.value);
    if (control) control.dataset.sent = is;
    const sent = studio.edit(op, form.step).then((state) => {
      if (control) {
        wrong(control, "");
        control.dataset.applied = is;
      }
      return state;
    }).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      if (control) wrong(control, fill("refused", { why: error.told?.message ?? "" }));
      else studio.refused(error);
      load(); // what was moved or unticked goes back
      return null;
    }).finally(() => {
      if (control?.dataset.sent === is) delete control.dataset.sent; // else something newer is on its way
      underway.delete(sent);
    });
    underway.add(sent);
    return sent;
  }

  function wrong(control, said) {
    const id = `${control.id}-refused`;
    at(id)?.remove();
    control.classList.toggle("is-refused", Boolean(said));
    if (!said) return;
    const line = Object.assign(document.createElement("p"), { className: "error", id, textContent: said });
    line.dataset.client = "";
    line.setAttribute("role", "alert");
    (control.closest(".form-way") ?? control).after(line);
  }

  // What stands in a control becomes an edit, if it is another than what the text has.
  function commit(control) {
    clearTimeout(timers.get(control));
    timers.delete(control);
    if (!control.isConnected) return null;
    if (control.closest("[data-condition]") && control.matches("[data-condition-text]")) return conditions.commitText(control);
    if (!control.dataset.op || control.dataset.pick) return null;
    const is = control.value;
    if (is.trimEnd() === (control.dataset.sent ?? before(control)).trimEnd() && !control.classList.contains("is-refused")) return null;
    if ("fresh" in control.dataset && !is.trim()) return null;
    const op = opOf(control, is);
    if (!op) return null;
    const sent = send(withName(control, op, form.known), control);
    if ("fresh" in control.dataset) control.value = "";
    return sent;
  }

  function before(control) {
    if (control.tagName === "SELECT") return [...control.options].find((each) => each.defaultSelected)?.value ?? "";
    return control.defaultValue;
  }

  function flush() {
    for (const control of box.querySelectorAll("textarea[data-op], input[data-op], input[data-condition-text]")) {
      if (control.type !== "checkbox" && control.value !== control.defaultValue) commit(control);
    }
    return Promise.allSettled([...underway]);
  }
  studio.before.add(flush);

  // Resolves when what was typed is in the text and the form is drawn for it: a fix names places of the text it was drawn for.
  async function settled() {
    await flush();
    while (loading !== null) await new Promise((done) => { setTimeout(done, 20); });
  }

  function reveal(id) {
    const element = at(id);
    element.hidden = false;
    element.dataset.revealed = "";
    at(id.replace(/-fc$/, "-reveal")).hidden = true;
    const first = element.querySelector("textarea, input, select") ?? element.querySelector("button");
    first?.focus();
    studio.say(fill("added", { what: at(id.replace(/-fc$/, "-reveal")).textContent.trim() }));
    return first;
  }

  // A name is sent when it is whole: half of it may be the name of something else.
  box.addEventListener("input", (event) => {
    const control = event.target;
    if (!control.matches("textarea[data-op], input[type=text][data-op]:not([data-pick], [data-fresh], [data-kind=name])")) return;
    clearTimeout(timers.get(control));
    timers.set(control, setTimeout(() => commit(control), TYPED_FOR));
  });
  box.addEventListener("change", (event) => {
    const control = event.target;
    if (control.matches("[data-on]")) send(JSON.parse(control.checked ? control.dataset.on : control.dataset.off), control);
    else commit(control);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches("input[data-op]:not([data-pick]), input[data-condition-text]")) commit(event.target);
    if (event.key === "Escape" && event.target.matches("textarea[data-op], input[data-op]:not([data-pick])") && event.target.value !== event.target.defaultValue) {
      event.preventDefault();
      event.target.value = event.target.defaultValue;
      wrong(event.target, "");
    }
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.edit) {
      form.wanted = button.dataset.then ?? null;
      const neighbour = button.closest(".fc, .form-item, .form-chip")?.parentElement?.closest(".fc")?.id;
      send(JSON.parse(button.dataset.edit)).then(() => {
        // What had the focus may be gone: it goes to what stood around it.
        if (!form.wanted && !document.activeElement?.closest("#step-form")) at(neighbour)?.querySelector("input, select, textarea, button")?.focus();
      });
    } else if (button.dataset.reveal) {
      reveal(button.dataset.reveal);
    } else if ("go" in button.dataset) {
      const way = button.closest(".form-way")?.querySelector("[data-pick=targets]");
      studio.select(way?.dataset.value ?? button.dataset.go, { from: "form" });
    } else if (button.dataset.fix) {
      settled().then(() => { if (button.isConnected && button.dataset.fix) studio.splice(JSON.parse(button.dataset.fix)); });
    }
  });

  const conditions = startConditions(form);
  startPick(form, conditions);
  startNew(form);
  const sort = startSort(form);

  document.addEventListener("studio:state", load);
  document.addEventListener("studio:select", () => {
    if (studio.selected === form.step) return;
    flush();
    load();
  });
  load();
}
