// The small forms behind “+ Add …”: an answer, a variable, an exit, an objection, a choice.
import { freeName, newStep, put, slug } from "./form-ops.js";

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

export function startNew(form) {
  const { box } = form;

  function open(holder, isOpen) {
    holder.querySelector(".form-new-body").hidden = !isOpen;
    const opener = holder.querySelector("[data-open-new]");
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) holder.querySelector("[data-asked]").focus();
    else opener.focus();
  }

  function wrong(holder, said, control) {
    const line = holder.querySelector("[data-wrong]");
    line.textContent = said;
    line.hidden = !said;
    control?.focus();
    return null;
  }

  // The edit that the small form asks for; null after telling what is missing.
  function opOf(holder) {
    const taken = new Set(holder.dataset.taken.split(" ").filter(Boolean));
    const before = [];
    let op = JSON.parse(holder.dataset.op);
    let [first, what] = ["", ""]; // what it is named after: the first words asked for, in English where they are
    for (const control of holder.querySelectorAll("[data-asked]")) {
      const is = (control.dataset.pick === "targets" ? control.dataset.value : control.value).trim();
      if (control.dataset.newKind) {
        const made = newStep(form.known, control.dataset.newKind, { typed: control.dataset.newName, add: { op: "add_step", after: form.step || undefined } });
        before.push(made.op);
        op = put(op, control.dataset.asked, made.id);
        continue;
      }
      if (!is && "needed" in control.dataset) return wrong(holder, form.words.needed, control);
      if (is && control.dataset.kind === "name" && !NAME.test(is)) return wrong(holder, form.words.not_name, control);
      if (is && control.dataset.asked === "name" && taken.has(is)) return wrong(holder, form.words.taken, control);
      const asked = control.dataset.asked.replace(/\.\w+$/, ""); // without the language
      if (is && (!first || (control.lang === "en" && asked === what))) [first, what] = [is, asked];
      if (is) op = put(op, control.dataset.asked, control.dataset.kind === "json" ? typeOf(is) : is);
    }
    if (holder.dataset.named) {
      if (!first) return wrong(holder, form.words.needed, holder.querySelector("[data-asked]"));
      op = put(op, holder.dataset.named, freeName(slug(first) || "choice", taken));
    }
    return before.length ? { op: "batch", ops: [...before, op] } : op;
  }

  // A variable is of a named type, or has choices of its own, or is a formula.
  function typeOf(is) {
    if (is === "enum") return { enum: { choice_1: {}, choice_2: {} } };
    if (is === "is") return { is: "true" };
    return is;
  }

  async function make(holder) {
    const op = opOf(holder);
    if (!op) return;
    wrong(holder, "");
    const made = await form.send(op);
    if (!made) return;
    for (const control of holder.querySelectorAll("[data-asked]")) {
      if (control.tagName === "SELECT") control.selectedIndex = 0;
      else control.value = "";
      if (control.dataset.pick) control.dataset.value = "";
      delete control.dataset.newKind;
    }
    holder.querySelector("[data-asked]")?.focus();
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const holder = button?.closest("[data-new]");
    if (!holder) return;
    if (button.matches("[data-open-new]")) open(holder, holder.querySelector(".form-new-body").hidden);
    if (button.matches("[data-close-new]")) open(holder, false);
    if (button.matches("[data-make-new]")) make(holder);
  });
  box.addEventListener("keydown", (event) => {
    const holder = event.target.closest("[data-new]");
    if (!holder || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape" && !holder.querySelector(".form-new-body").hidden) {
      event.preventDefault();
      open(holder, false);
    }
    if (event.key === "Enter" && event.target.matches("input, select")) {
      event.preventDefault();
      make(holder);
    }
  });
}
