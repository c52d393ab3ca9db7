// Moving steps and sections: by dragging, and the same by keys, told aloud. Each ends in one edit.
import "../../vendor/sortable-1.15.7.min.js";
import { planned, together } from "./plan.js";

const TOUCH_DELAY = 250; // ms a finger rests before it drags; before that it scrolls

export function startMoving(studio, outline) {
  const { box } = outline;
  let lifted = null;
  let before = [];

  const live = (name, values) => studio.say(studio.fill(name, values));
  const partTitle = (row) => row.closest(".outline-part").querySelector(".outline-section-name span")?.textContent ?? studio.words.no_section;
  const place = (row) => ({ step: outline.title(row.dataset.step), at: outline.rows().indexOf(row) + 1, all: outline.rows().length, section: partTitle(row) });
  const standing = () => outline.order().map((each) => ({ ...each, wanted: each.section }));

  // Brings the steps into this order ({id, own, wanted} each); what was refused goes back to where it was.
  async function arrange(from, to, step) {
    const edits = planned(from, to);
    if (!edits.length) return outline.restore();
    try {
      await studio.edit(together(edits));
      if (step) studio.select(step, { from: "outline" });
    } catch (error) {
      outline.restore();
      studio.refused(error);
    }
  }

  // `other` and place (before or after) say where; `section` where it then belongs, that of the other step if empty.
  function moveTo(step, { other, isBefore = false, section = "" }) {
    const from = standing();
    const moved = from.find((each) => each.id === step);
    const rest = from.filter((each) => each.id !== step);
    const at = rest.findIndex((each) => each.id === other);
    rest.splice(at + (isBefore ? 0 : 1), 0, { ...moved, wanted: section || rest[at].wanted });
    return arrange(from, rest, step);
  }

  // The section that stands at this number among them, with its steps, one place up or down.
  function moveSection(number, by) {
    const from = standing();
    const known = new Map(from.map((each) => [each.id, each]));
    const parts = [...box.querySelectorAll(".outline-part")].map((part) => [...part.querySelectorAll("li")].map((row) => known.get(row.dataset.step)));
    if (!parts[number + by]) return;
    parts.splice(number + by, 0, ...parts.splice(number, 1));
    arrange(from, parts.flat());
  }

  // One place up or down, over the edge of a section too.
  function shift(row, by) {
    const list = row.parentElement;
    const sibling = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (sibling) {
      list.insertBefore(row, by < 0 ? sibling : sibling.nextElementSibling);
      return true;
    }
    const parts = [...box.querySelectorAll(".outline-part ol")];
    const next = parts[parts.indexOf(list) + by];
    if (!next) return false;
    if (by < 0) next.append(row);
    else next.prepend(row);
    return true;
  }

  function step(row, by) {
    if (!shift(row, by)) return false;
    outline.focus(row.dataset.step);
    return true;
  }

  // The step has the focus again once the answer is there, unless the person has gone on elsewhere.
  function focusAgain(step) {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body || box.contains(activeElement)) outline.focus(step);
  }

  // --- keys ---

  function lift(row) {
    before = standing();
    lifted = row;
    row.classList.add("is-lifted");
    live("lifted", { step: outline.title(row.dataset.step) });
  }

  function drop() {
    const row = lifted;
    lifted = null;
    row.classList.remove("is-lifted");
    live("dropped", place(row));
    return arrange(before, standing(), row.dataset.step).then(() => focusAgain(row.dataset.step));
  }

  function putBack() {
    const row = lifted;
    lifted = null;
    row.classList.remove("is-lifted");
    outline.restore();
    outline.focus(row.dataset.step);
    live("put_back", { step: outline.title(row.dataset.step) });
  }

  box.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("li[data-step]");
    if (!row || event.isComposing) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === " " && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (lifted) drop(); else lift(row);
    } else if (lifted && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      putBack();
    } else if (lifted && by) {
      event.preventDefault();
      if (step(lifted, by)) live("at", place(lifted));
    } else if (!lifted && event.altKey && by) {
      event.preventDefault();
      before = standing();
      if (!step(row, by)) return;
      live("at", place(row));
      arrange(before, standing(), row.dataset.step).then(() => focusAgain(row.dataset.step));
    }
  }, { capture: true });
  // The button's own press on Space comes with keyup.
  box.addEventListener("keyup", (event) => { if (event.key === " ") event.preventDefault(); });
  box.addEventListener("focusout", (event) => { if (lifted && event.relatedTarget && !box.contains(event.relatedTarget)) putBack(); });

  // --- dragging ---

  const lists = new WeakSet();
  function draggable() {
    for (const list of box.querySelectorAll(".outline-steps")) {
      if (lists.has(list)) continue;
      lists.add(list);
      globalThis.Sortable.create(list, {
        group: "steps", draggable: "li", animation: 120, delay: TOUCH_DELAY, delayOnTouchOnly: true, ghostClass: "is-dragged", scroll: box,
        onStart: () => { before = standing(); },
        onEnd: ({ item }) => { arrange(before, standing(), item.dataset.step); },
      });
    }
    const parts = box.querySelector(".outline-parts");
    if (!parts || lists.has(parts)) return;
    lists.add(parts);
    globalThis.Sortable.create(parts, {
      draggable: ".outline-part", handle: ".outline-section", animation: 120, delay: TOUCH_DELAY, delayOnTouchOnly: true, ghostClass: "is-dragged",
      onStart: () => { before = standing(); },
      onEnd: () => { arrange(before, standing()); },
    });
  }
  document.addEventListener("studio:outlined", draggable);
  draggable();

  return { moveTo, moveSection, standing, arrange, isLifting: () => lifted !== null };
}
