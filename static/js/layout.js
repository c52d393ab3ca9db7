// The layout of desks: entries are dragged, or moved with their buttons; the order of the page is the order that is sent.
// Sortable is a script of its own, loaded before.
const said = document.getElementById("layout-said");

function tell(item) {
  const items = [...item.parentElement.children];
  const values = { name: item.querySelector("label").textContent.trim(), place: items.indexOf(item) + 1, of: items.length };
  said.textContent = said.dataset.words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function markEnds(list) {
  const items = [...list.querySelectorAll(".layout-item")];
  items.forEach((item, place) => {
    item.querySelector("[data-move=up]").disabled = place === 0;
    item.querySelector("[data-move=down]").disabled = place === items.length - 1;
  });
}

for (const list of document.querySelectorAll("[data-sortable]")) {
  markEnds(list);
  window.Sortable.create(list, {
    handle: "[data-grip]",
    draggable: ".layout-item",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: ({ item }) => { markEnds(list); tell(item); },
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  const item = button.closest(".layout-item");
  const up = button.dataset.move === "up";
  const beside = up ? item.previousElementSibling : item.nextElementSibling;
  if (!beside) return;
  if (up) beside.before(item);
  else beside.after(item);
  markEnds(item.parentElement);
  // At the end of the list its button is off: the other one of the same entry takes the focus.
  (button.disabled ? item.querySelector("[data-move]:not(:disabled)") : button)?.focus();
  tell(item);
});
