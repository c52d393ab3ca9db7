// What is done with a chosen step and with sections: add, duplicate, rename, delete, move by menu. Dialogs ask; the server splices.
import { freeName, together } from "./plan.js";

const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const at = (id) => document.getElementById(id);

function option(value, words, chosen = false) {
  return Object.assign(document.createElement("option"), { value, textContent: words, selected: chosen });
}

// Opens a dialog; resolves to {value: which button, data: what was filled in} or null. `check` may answer words instead of letting it close.
function asked(dialog, check = () => "") {
  const form = dialog.querySelector("form");
  const error = dialog.querySelector(".error");
  const opener = document.activeElement;
  if (error) error.hidden = true;
  dialog.returnValue = "";
  return new Promise((answer) => {
    form.onsubmit = (event) => {
      const data = Object.fromEntries(new FormData(form));
      const wrong = check(data, event.submitter?.value);
      if (!wrong) return;
      event.preventDefault();
      error.textContent = wrong;
      error.hidden = false;
    };
    dialog.onclose = () => {
      opener?.focus?.({ preventScroll: true });
      answer(dialog.returnValue ? { value: dialog.returnValue, data: Object.fromEntries(new FormData(form)) } : null);
    };
    dialog.showModal();
  });
}

export function startSteps(studio, outline, moving) {
  const { words } = studio;
  const names = () => new Set(outline.rows().map((each) => each.dataset.step));
  const parts = () => outline.box.querySelector(".outline-parts")?.dataset ?? { entered: "" };
  const arrivals = (step) => outline.rows().filter((each) => each.dataset.step !== step && each.dataset.to.split(" ").includes(step)).map((each) => each.dataset.step);
  const sections = () => [...outline.box.querySelectorAll(".outline-part")].filter((part) => part.dataset.section)
    .map((part) => option(part.dataset.section, part.querySelector(".outline-section-name span").textContent));
  const byName = (step) => `${outline.title(step)} · ${step}`;

  function choices(select, { without = "", chosen = "", first = [] } = {}) {
    const steps = outline.rows().map((each) => each.dataset.step).filter((each) => each !== without);
    select.replaceChildren(...first, ...steps.map((each) => option(each, byName(each), each === chosen)));
    at("studio-sections").replaceChildren(...sections());
  }

  const checkName = (name, own = "") => (!NAME.test(name) ? words.not_name : name !== own && names().has(name) ? words.taken_name : "");

  async function edit(op, { quietly = false } = {}) {
    try {
      return await studio.edit(op);
    } catch (error) {
      if (!quietly) studio.refused(error);
      return null;
    }
  }

  async function add({ after = studio.selected || outline.rows().at(-1)?.dataset.step || "", section = "" } = {}) {
    const dialog = at("step-add");
    const [kinds, name, place, chain] = [dialog.querySelectorAll("[name=kind]"), at("step-add-id"), at("step-add-after"), dialog.querySelector("[data-chain]")];
    choices(place, { chosen: after });
    at("step-add-section").value = section;
    kinds[0].checked = true;
    let suggested = (name.value = freeName("say", names()));
    const suggest = () => {
      if (name.value !== suggested) return;
      suggested = name.value = freeName(dialog.querySelector("[name=kind]:checked").value, names());
    };
    const chainable = () => { chain.hidden = !outline.row(place.value)?.dataset.next; };
    for (const each of kinds) each.onchange = suggest;
    place.onchange = chainable;
    chainable();
    const answer = await asked(dialog, (data) => checkName(data.id));
    if (!answer) return;
    const { id, kind, after: other, section: wanted, chain: isChained } = answer.data;
    const here = outline.row(other);
    const follower = outline.rows()[outline.rows().indexOf(here) + 1]?.dataset.step;
    const isInChain = Boolean(isChained && here?.dataset.next);
    const next = (isInChain ? here.dataset.next : follower) ?? other ?? id;
    const own = wanted && wanted !== outline.order().find((each) => each.id === other)?.section ? { section: wanted } : {};
    const edits = [{ op: "add_step", id, kind, next, ...own, ...(other ? { after: other } : {}) }];
    // Those behind a step of another section stay in theirs.
    const behind = outline.order().find((each) => each.id === follower);
    if (own.section && behind && !behind.own && behind.section) edits.push({ op: "set_field", path: ["steps", follower, "section"], value: behind.section });
    if (isInChain && kind !== "wrapup") edits.push({ op: "set_field", path: ["steps", other, "next"], value: id });
    if (await edit(together(edits))) studio.select(id, { from: "add" });
  }

  async function duplicate(step) {
    if (await edit({ op: "duplicate_step", step, id: freeName(`${step}_copy`, names()) })) outline.focus(studio.selected);
  }

  async function rename(step) {
    at("step-rename-id").value = step;
    const answer = await asked(at("step-rename"), (data) => checkName(data.id, step));
    const name = answer?.data.id;
    if (!name || name === step) return;
    if (await edit({ op: "rename_step", step, id: name })) {
      studio.select(name, { from: "rename" });
      outline.focus(name);
    }
  }

  async function remove(step) {
    const from = arrivals(step);
    const isEntered = parts().entered.split(" ").includes(step);
    const title = outline.title(step);
    const order = outline.rows().map((each) => each.dataset.step);
    const neighbour = order[order.indexOf(step) + 1] ?? order[order.indexOf(step) - 1] ?? "";
    let to = "";
    if (from.length || isEntered) {
      const dialog = at("step-delete");
      const lines = from.map(byName).concat(isEntered ? [words.elsewhere] : []);
      dialog.querySelector("[data-arrivals]").replaceChildren(...lines.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
      choices(at("step-delete-to"), { without: step, chosen: outline.row(step).dataset.next || neighbour });
      const answer = await asked(dialog);
      if (!answer) return;
      to = answer.data.to;
    }
    if (!(await edit({ op: "delete_step", step, ...(to ? { reroute_to: to } : {}) }))) return;
    studio.select(neighbour, { from: "delete" });
    outline.focus(neighbour);
    studio.toast(studio.fill("deleted", { step: title }), { undo: true });
  }

  async function move(step) {
    const order = outline.rows().map((each) => each.dataset.step);
    const dialog = at("step-move");
    dialog.querySelector("[data-step-name]").textContent = byName(step);
    const index = order.indexOf(step);
    at("step-move-place").value = index > 0 ? "after" : "before";
    choices(at("step-move-other"), { without: step, chosen: order[index - 1] ?? order[1] });
    const section = () => { at("step-move-section").value = outline.order().find((each) => each.id === at("step-move-other").value)?.section ?? ""; };
    at("step-move-other").onchange = section;
    section();
    const answer = await asked(dialog);
    if (!answer) return;
    const { place, other, section: wanted } = answer.data;
    await moving.moveTo(step, { other, isBefore: place === "before", section: wanted });
    outline.focus(step);
    studio.say(studio.fill("moved", { step: outline.title(step) }));
  }

  async function section(part) {
    const name = part.dataset.section;
    at("section-name").value = name;
    choices(at("step-add-after"));
    const answer = await asked(at("section-edit"));
    if (!answer) return;
    const parts = [...outline.box.querySelectorAll(".outline-part")];
    const number = parts.indexOf(part);
    const ids = new Set([...part.querySelectorAll("li")].map((each) => each.dataset.step));
    const inside = outline.order().filter((each) => ids.has(each.id));
    const wanted = answer.data.name.trim();
    if (answer.value === "up" || answer.value === "down") moving.moveSection(number, answer.value === "up" ? -1 : 1);
    if (answer.value === "add") add({ after: inside.at(-1).id, section: name });
    if (answer.value === "rename" && wanted && wanted !== name) rewrite(inside, wanted);
    if (answer.value === "dissolve") rewrite(inside, (parts[number - 1] ?? parts[number + 1])?.dataset.section);
  }

  // Only what says its section is changed; the others go with it.
  function rewrite(inside, wanted) {
    if (!wanted) return;
    const saying = inside.filter((each, number) => each.own || number === 0);
    edit(together(saying.map((each) => ({ op: "set_field", path: ["steps", each.id, "section"], value: wanted }))));
  }

  const acts = { add: () => add(), move, duplicate, rename, delete: remove };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) acts[button.dataset.do](studio.selected);
    const heading = event.target.closest("[data-section-menu]");
    if (heading) section(heading.closest(".outline-part"));
  });

  return { ...acts, section };
}
