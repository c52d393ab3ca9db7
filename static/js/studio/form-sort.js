// The order of answers, lines, fields and codes: by dragging, by the arrow buttons, and by keys on the grip.
import "../../vendor/sortable-1.15.7.min.js";

const TOUCH_DELAY = 250; // ms a finger rests before it drags

export function startSort(form) {
  const { box, studio } = form;
  const lists = new WeakSet();
  let lifted = null;
  let from = 0;

  const items = (list) => [...list.children].filter((each) => each.matches("[data-item][data-move]"));
  const nameOf = (item) => item.dataset.name;

  function move(item, index, selector = "[data-grip]") {
    const list = item.parentElement;
    const most = items(list).length - 1;
    const to = Math.max(0, Math.min(index, most));
    if (to === Number(item.dataset.index)) return null;
    const listId = list.id;
    const step = form.step;
    return form.send({ ...JSON.parse(item.dataset.move), index: to }).then((state) => {
      if (!state || form.step !== step) return;
      // It has the focus, and again once it is drawn anew, unless somebody has gone on meanwhile.
      const focus = () => {
        const is = document.activeElement;
        const now = document.getElementById(listId) ?? list;
        if (is === document.body || now.contains(is)) items(now)[to]?.querySelector(selector)?.focus();
      };
      focus();
      document.addEventListener("studio:form", focus, { once: true });
      studio.say(form.fill("dropped", { what: nameOf(item), at: to + 1 }));
    });
  }

  function shift(item, by) {
    const sibling = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!sibling?.matches("[data-move]")) return;
    item.parentElement.insertBefore(item, by < 0 ? sibling : sibling.nextElementSibling);
    item.querySelector("[data-grip]").focus();
    studio.say(form.fill("at", { what: nameOf(item), at: items(item.parentElement).indexOf(item) + 1, all: items(item.parentElement).length }));
  }

  function putBack() {
    const item = lifted;
    lifted = null;
    item.classList.remove("is-lifted");
    const list = item.parentElement;
    const others = items(list).filter((each) => each !== item);
    list.insertBefore(item, others[from] ?? (others.at(-1)?.nextElementSibling ?? null));
    item.querySelector("[data-grip]").focus();
    studio.say(form.fill("put_back", { what: nameOf(item) }));
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    const item = button.closest("[data-item]");
    const isUp = button.matches("[data-up]");
    move(item, Number(item.dataset.index) + (isUp ? -1 : 1), isUp ? "[data-up]" : "[data-down]");
  });
  box.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const item = grip?.closest("[data-item][data-move]");
    if (!item || event.isComposing) return;
    const by = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === " ") {
      event.preventDefault();
      if (lifted) {
        const list = item.parentElement;
        lifted.classList.remove("is-lifted");
        lifted = null;
        move(item, items(list).indexOf(item));
      } else {
        lifted = item;
        from = items(item.parentElement).indexOf(item);
        item.classList.add("is-lifted");
        studio.say(form.fill("lifted", { what: nameOf(item) }));
      }
    } else if (lifted && event.key === "Escape") {
      event.preventDefault();
      putBack();
    } else if (by && lifted) {
      event.preventDefault();
      shift(lifted, by);
    } else if (by && event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      move(item, Number(item.dataset.index) + by);
    }
  });
  box.addEventListener("keyup", (event) => { if (event.key === " " && event.target.closest("[data-grip]")) event.preventDefault(); });

  // What was drawn anew may have new lists.
  function refresh() {
    for (const list of box.querySelectorAll("[data-sortable]")) {
      if (lists.has(list)) continue;
      lists.add(list);
      globalThis.Sortable.create(list, {
        draggable: "[data-item][data-move]", handle: "[data-grip]", animation: 120, delay: TOUCH_DELAY, delayOnTouchOnly: true, ghostClass: "is-dragged",
        onEnd: ({ item, newDraggableIndex }) => { move(item, newDraggableIndex); },
      });
    }
  }
  return { refresh };
}
