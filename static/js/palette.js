// The palette (Ctrl K): everything that can be pressed on the desk now, found by typing. It reads the page, so it never offers what is
// not there, and whatever a panel gains is in it by itself. All words are set as text.
import { act } from "./keys.js";

const PRESSABLE = "button, summary, a.menu-item, .nav a, [data-alt], .dispositions input";
const NOT_WORDS = "kbd, time, .visually-hidden, [aria-hidden=true]";
const MOST = 60;

const dialog = document.getElementById("palette");
const query = document.getElementById("palette-query");
const list = document.getElementById("palette-list");
const said = document.getElementById("palette-said");
let shown = []; // the commands in the list, best first
let chosen = 0;

function textOf(element) {
  if (!element) return "";
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll(NOT_WORDS)) each.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function nameOf(element) {
  const by = document.getElementById(element.getAttribute("aria-labelledby"));
  return element.dataset.command || element.getAttribute("aria-label") || (by && textOf(by)) || (element.labels?.[0] && textOf(element.labels[0])) || textOf(element);
}

// What tells two equal names apart: the menu's title, the group, and whom or what the line is about.
function groupOf(element, name) {
  const menu = element.matches("summary") ? null : element.closest("details.menu")?.querySelector(".menu-title");
  const group = element.parentElement.closest("[role=group][aria-label], form[aria-label]")?.getAttribute("aria-label");
  const about = textOf(element.closest("li")?.querySelector("b"));
  return [menu ? textOf(menu) : group, name.includes(about) ? "" : about].filter(Boolean).join(" · ");
}

function commands() {
  const found = new Map();
  for (const element of document.querySelectorAll(`#desk :is(${PRESSABLE})`)) {
    if (element.disabled || element.dataset.dialog === "palette" || element.closest("[inert], [hidden], [aria-busy=true]")) continue;
    const name = nameOf(element);
    const group = groupOf(element, name);
    const id = `${name}\n${group}`;
    if (name && !found.has(id)) found.set(id, { id, name, group, element, keys: element.querySelector(element.matches("section") ? ".panel-head kbd" : "kbd")?.textContent ?? "" });
  }
  return [...found.values()].sort((one, other) => Boolean(other.element.dataset.alt) - Boolean(one.element.dataset.alt));
}

function search(typed) {
  const box = document.querySelector("#desk [id^=customer-query]");
  return { id: "customer", name: `${dialog.dataset.customer}: ${typed}`, group: "", keys: "", element: box, typed };
}

function matching(typed) {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = commands().filter(({ name, group }) => parts.every((part) => `${name} ${group}`.toLowerCase().includes(part)));
  if (parts.length) fits.sort((one, other) => other.name.toLowerCase().startsWith(parts[0]) - one.name.toLowerCase().startsWith(parts[0]));
  if (typed.length > 1 && document.querySelector("#desk [id^=customer-query]")) fits.push(search(typed));
  return fits.slice(0, MOST);
}

function line(command, index) {
  const item = document.createElement("li");
  item.id = `palette-${index}`;
  item.setAttribute("role", "option");
  for (const [tag, words, looks] of [["span", command.name, ""], ["span", command.group, "muted"], ["kbd", command.keys, ""]]) {
    if (!words) continue;
    const part = document.createElement(tag);
    part.textContent = words;
    part.className = looks;
    item.append(part);
  }
  return item;
}

function choose(index) {
  chosen = shown.length ? (index + shown.length) % shown.length : 0;
  for (const [at, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(at === chosen));
  const item = list.children[chosen];
  if (item) query.setAttribute("aria-activedescendant", item.id);
  else query.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

function fill({ keep = false } = {}) {
  const before = keep ? shown[chosen]?.id : "";
  shown = matching(query.value.trim());
  list.replaceChildren(...shown.map(line));
  said.textContent = shown.length ? "" : dialog.dataset.nothing;
  choose(Math.max(0, shown.findIndex(({ id }) => id === before)));
}

function run(index) {
  const command = shown[index];
  if (!command) return;
  dialog.close();
  const { element, typed } = command;
  if (typed === undefined) {
    act(element);
    return;
  }
  const fold = element.closest("details");
  if (fold) fold.open = true;
  element.focus();
  element.value = typed;
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-dialog=palette]")) return;
  query.value = "";
  fill();
  query.focus();
});
query.addEventListener("input", () => fill());
query.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Enter") run(chosen);
  else return;
  event.preventDefault();
});
list.addEventListener("click", (event) => run([...list.children].indexOf(event.target.closest("li"))));
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
// A push while the list is open: what went is no longer offered.
document.addEventListener("htmx:after:swap", () => { if (dialog.open) fill({ keep: true }); });
