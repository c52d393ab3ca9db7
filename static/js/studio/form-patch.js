// Changes a form into a newly drawn one, touching only what differs: focus, caret, open parts and what is being typed stay.

const OURS = new Set(["aria-expanded", "open", "data-revealed", "data-sent", "data-applied", "data-typed", "data-new-kind", "data-new-name", "draggable"]);

export function patch(old, fresh) {
  const focused = document.activeElement;
  const caret = focused && old.contains(focused) && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  const byId = new Map([...old.querySelectorAll("[id]")].map((each) => [each.id, each]));
  morph(old, fresh, byId);
  const now = focused?.id ? document.getElementById(focused.id) : null;
  if (!now || document.activeElement === now) return;
  now.focus({ preventScroll: true });
  if (caret && caret[0] !== null) now.setSelectionRange(...caret);
}

function morph(old, fresh, byId) {
  attributes(old, fresh);
  if (old.tagName === "TEXTAREA") return value(old, fresh.defaultValue);
  children(old, fresh, byId);
  if (old.tagName === "INPUT" && old.type === "checkbox") {
    if (old.dataset.sent === undefined) old.checked = fresh.checked;
  } else if (old.tagName === "INPUT") {
    value(old, fresh.getAttribute("value") ?? "");
  } else if (old.tagName === "SELECT" && old.dataset.sent === undefined) {
    old.value = fresh.value;
  }
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (OURS.has(name) || fresh.hasAttribute(name)) continue;
    if (name === "class") old.className = "";
    else if (!(name === "value" && old.tagName === "INPUT") && !(name === "hidden" && fresh.hasAttribute("data-client"))) old.removeAttribute(name);
  }
  for (const { name, value: is } of fresh.attributes) {
    if ((name === "value" && old.tagName === "INPUT") || OURS.has(name) || old.getAttribute(name) === is) continue;
    // What is on its way to the server is newer than what was drawn.
    if (name === "data-value" && old.dataset.sent !== undefined) continue;
    if ((name === "data-source" || name === "data-sign") && old.querySelector("[data-sent]")) continue;
    // What somebody asked for stays in sight until it is in the text, and then anyhow.
    if (name === "hidden" && (old.hasAttribute("data-revealed") || old.closest("[data-new]"))) continue;
    old.setAttribute(name, is);
  }
}

// A text that differs from what was drawn is somebody's: it stays, unless it is what the server has taken over meanwhile.
function value(old, is) {
  const isTyped = old.value.trimEnd() !== old.defaultValue.trimEnd() && old.value !== old.dataset.applied;
  delete old.dataset.applied;
  const isPicking = old.dataset.pick && old.dataset.typed !== undefined; // a menu that is only open takes the new words
  const typed = old.value;
  if (old.closest("[data-new]")) return;
  if (old.defaultValue !== is) old.defaultValue = is; // written anew, it would undo what is marked in it
  // A blank at the end is the beginning of the next word.
  const isSame = typed.trimEnd() === is.trimEnd();
  if (isTyped || isPicking || isSame) old.value = typed;
  else if (old.value !== is) old.value = is;
}

function children(old, fresh, byId) {
  let here = old.firstChild;
  for (const wanted of [...fresh.childNodes].filter((each) => !isBlank(each))) {
    here = past(here);
    const known = wanted.id ? byId.get(wanted.id) : null;
    if (known && known.tagName === wanted.tagName && !known.contains(old)) {
      if (known === here) here = here.nextSibling;
      else place(old, known, here);
      morph(known, wanted, byId);
    } else if (!wanted.id && here && alike(here, wanted)) {
      const next = here.nextSibling;
      if (here.nodeType === Node.ELEMENT_NODE) morph(here, wanted, byId);
      else if (here.data !== wanted.data) here.data = wanted.data;
      here = next;
    } else {
      old.insertBefore(document.importNode(wanted, true), here);
    }
  }
  while (here) {
    const next = here.nextSibling;
    if (!(here.dataset && "client" in here.dataset)) here.remove();
    here = next;
  }
}

// Lines that only the browser knows, as a refusal, are stepped over, and so are the blanks between elements.
function past(node) {
  while (node && (isBlank(node) || (node.dataset && "client" in node.dataset))) node = node.nextSibling;
  return node;
}

function isBlank(node) {
  return node.nodeType === Node.TEXT_NODE && !node.data.trim();
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && !one.id;
}

function place(parent, node, before) {
  if (parent.moveBefore && node.isConnected) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}
