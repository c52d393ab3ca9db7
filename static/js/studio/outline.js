// The outline: patched step by step from the server's, so that focus and scrolling stay; choosing and finding.
const SELECT_AFTER = 120; // ms that an arrow key rests on a step

const NARROW = matchMedia("(max-width: 63.99rem)"); // as in studio.css: the parts stand under each other
const at = (id) => document.getElementById(id);

export function startOutline(studio) {
  const box = at("outline");
  const find = at("outline-find");
  let standing = box.innerHTML; // as the server has it
  let placedAs = "";
  const inside = new WeakMap(); // what the server drew in each row; others may have painted on it
  let timer;

  const rows = () => [...box.querySelectorAll("li[data-step]")];
  const row = (step) => (step ? box.querySelector(`li[data-step="${CSS.escape(step)}"]`) : null);
  const shown = () => rows().filter((each) => !each.hidden);
  const order = () => rows().map((each) => ({ id: each.dataset.step, own: each.dataset.own, section: each.closest(".outline-part").dataset.section }));
  const title = (step) => row(step)?.querySelector(".outline-title")?.textContent ?? step;

  // --- patching ---

  // The order of steps and sections, as one word to compare.
  const shape = () => order().map(({ id, section }) => `${section}/${id}`).join("\n");

  // `source` is the text that this is the outline of. Most of what is typed changes nothing in it.
  function patch(html, source) {
    if (html !== standing || shape() !== placedAs) redraw(html);
    if (source !== undefined) studio.outlinedSource = source;
    document.dispatchEvent(new CustomEvent("studio:outlined"));
  }

  function redraw(html) {
    standing = html;
    const fresh = document.createRange().createContextualFragment(html).querySelector(".outline-parts");
    const old = box.querySelector(".outline-parts");
    if (!fresh || !old || !fresh.querySelector("li") || !old.querySelector("li")) {
      box.innerHTML = html;
    } else {
      const focused = box.contains(document.activeElement) ? document.activeElement : null;
      const top = box.scrollTop;
      for (const [name, value] of Object.entries(fresh.dataset)) old.dataset[name] = value;
      const known = new Map(rows().map((each) => [each.dataset.step, each]));
      placed(old, [...fresh.children].map((part, number) => patchedPart(part, old.children[number], known)));
      box.scrollTop = top;
      if (focused && document.activeElement !== focused && focused.isConnected) focused.focus({ preventScroll: true });
    }
    placedAs = shape();
    filter();
    mark();
  }

  // The section that stands at this place, with its steps made equal; those that only moved keep their elements.
  function patchedPart(part, old, known) {
    const target = old?.dataset.section !== undefined ? old : part.cloneNode(true);
    const heading = part.querySelector(".outline-section");
    if (target.dataset.section !== part.dataset.section) target.dataset.section = part.dataset.section;
    const oldHeading = target.querySelector(".outline-section");
    if (oldHeading.innerHTML !== heading.innerHTML) oldHeading.innerHTML = heading.innerHTML;
    const list = target.querySelector("ol");
    const wanted = [...part.querySelectorAll("li[data-step]")].map((each) => patchedRow(each, known.get(each.dataset.step)));
    placed(list, wanted);
    return target;
  }

  // What stands right already is not touched: a moved element would lose its focus.
  function placed(list, wanted) {
    wanted.forEach((each, number) => { if (list.children[number] !== each) list.insertBefore(each, list.children[number] ?? null); });
    while (list.children.length > wanted.length) list.lastElementChild.remove();
  }

  function patchedRow(fresh, old) {
    if (!old) return fresh;
    for (const name of ["kind", "line", "own", "to", "next"]) if (old.dataset[name] !== fresh.dataset[name]) old.dataset[name] = fresh.dataset[name];
    const [button, wanted] = [old.querySelector("button"), fresh.querySelector("button").innerHTML];
    if ((inside.get(old) ?? button.innerHTML) !== wanted) button.innerHTML = wanted;
    inside.set(old, wanted);
    return old;
  }

  // --- choosing ---

  // One step can be tabbed to, the chosen one or the first; the arrow keys reach the others.
  function mark() {
    const chosen = row(studio.selected);
    for (const each of box.querySelectorAll("[aria-current]")) if (!chosen?.contains(each)) each.removeAttribute("aria-current");
    for (const each of box.querySelectorAll('.outline-step[tabindex="0"]')) each.tabIndex = -1;
    const button = (chosen && !chosen.hidden ? chosen : shown()[0])?.querySelector(".outline-step");
    if (button) button.tabIndex = 0;
    chosen?.querySelector(".outline-step").setAttribute("aria-current", "true");
    document.querySelector("[data-settings]").toggleAttribute("aria-current", studio.selected === "");
    for (const each of document.querySelectorAll("[data-needs-step]")) each.disabled = !chosen;
  }

  function focus(step) {
    const button = row(step)?.querySelector(".outline-step");
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest" });
  }

  function goBy(from, by) {
    const all = shown();
    const index = all.indexOf(from) + by;
    const next = all[Math.min(Math.max(index, 0), all.length - 1)];
    if (!next) return;
    focus(next.dataset.step);
    clearTimeout(timer);
    timer = setTimeout(() => studio.select(next.dataset.step, { from: "outline" }), SELECT_AFTER);
  }

  box.addEventListener("click", (event) => {
    const chosen = event.target.closest("li[data-step]");
    if (!chosen) return;
    studio.select(chosen.dataset.step, { from: "outline" });
    if (event.detail && NARROW.matches) at("studio-form").scrollIntoView({ block: "start" }); // pressed: what was chosen is further down
  });
  document.querySelector("[data-settings]").addEventListener("click", () => studio.select("", { from: "outline" }));
  box.addEventListener("keydown", (event) => {
    const here = event.target.closest("li[data-step]");
    if (!here || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    goBy(here, by);
  });

  document.addEventListener("studio:select", (event) => {
    mark();
    if (event.detail.from !== "outline") row(event.detail.step)?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("studio:state", (event) => { if (event.detail.outline !== undefined) patch(event.detail.outline, event.detail.source); });
  document.addEventListener("studio:checked", (event) => patch(event.detail.outline, event.detail.source));

  // --- finding ---

  function filter() {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    for (const each of rows()) {
      each.hidden = words !== "" && !`${each.dataset.step} ${each.textContent}`.toLowerCase().includes(words);
      count += each.hidden ? 0 : 1;
    }
    for (const part of box.querySelectorAll(".outline-part")) part.hidden = words !== "" && !part.querySelector("li:not([hidden])");
    at("outline-none").hidden = count > 0 || words === "";
  }

  find.addEventListener("input", () => { filter(); mark(); });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find.value) { find.value = ""; filter(); mark(); event.stopPropagation(); }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = shown()[0];
      if (!first) return;
      event.preventDefault();
      if (event.key === "Enter") studio.select(first.dataset.step, { from: "find" });
      focus(first.dataset.step);
    }
  });

  placedAs = shape();
  mark();
  return { box, rows, row, order, title, focus, patch, restore: () => patch(standing), find: () => { find.focus(); find.select(); } };
}
