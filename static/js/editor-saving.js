// Keeps a text that is being written: on this computer at once, at the server a second later, and never over a colleague's.
import { sideBySide } from "./editor-text.js";

const SAVE_AFTER = 1000; // ms after the last key
const RETRY_AFTER = 3000;

// `saveTo` takes source and based_on; `readFrom` tells what stands there; `area` holds the text the page came with.
export function startSaving({ text, replace, post, saveTo, readFrom, copy, sha256, area, nonce, words, saved, focus }) {
  const at = (id) => document.getElementById(id);
  let base = sha256; // the text at the server that ours was written from
  let kept = area.value; // what the server has
  let saving = null;
  let inConflict = false;
  let timer;

  function stamp(said, isBad = false) {
    at("saved").textContent = said;
    at("saved").classList.toggle("tone-bad", isBad);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  }

  function keepHere() {
    try { localStorage.setItem(copy, JSON.stringify({ base, text: text() })); } catch { /* a full or forbidden store: the server has all but the last second */ }
  }

  // Resolves to true when the server has everything that is typed.
  async function save() {
    clearTimeout(timer);
    if (saving) await saving;
    const source = text();
    if (source === kept) return true;
    if (inConflict) return false;
    saving = send(source);
    const isSaved = await saving;
    saving = null;
    return isSaved && (text() === source || save());
  }

  async function send(source) {
    stamp(words.saving);
    try {
      const answer = await post(saveTo, { source, based_on: base });
      if (answer.status === 409) { await meet(); return false; }
      if (answer.status === 401) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`); return false; }
      if (answer.status >= 500) throw new Error(`status ${answer.status}`);
      if (!answer.ok) { stamp(words.refused, true); return false; }
      const told = await answer.json();
      base = told.sha256;
      kept = source;
      if (text() === source) localStorage.removeItem(copy);
      saved?.(base);
      stamp(`${words.saved} ${new Date(told.at).toLocaleTimeString(document.documentElement.lang, { hour12: false })}`);
      return true;
    } catch {
      stamp(words.unsaved, true);
      clearTimeout(timer);
      timer = setTimeout(save, RETRY_AFTER);
      return false;
    }
  }

  // Somebody else saved in between: both texts are shown, and the person decides.
  async function meet() {
    const answer = await fetch(readFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const theirs = await answer.json();
    inConflict = true;
    keepHere();
    const dialog = at("conflict");
    at("conflict-by").textContent = theirs.by;
    if (!dialog.open) dialog.showModal();
    const heads = [theirs.by || at("conflict-title").textContent, words.label];
    const merge = sideBySide({ parent: at("conflict-diff"), before: theirs.source, after: text(), nonce, labels: heads, writable: true });
    const done = (chosen) => {
      inConflict = false;
      base = theirs.sha256;
      kept = theirs.source;
      merge.destroy();
      dialog.close();
      replace(chosen);
      later();
      focus();
    };
    at("take-theirs").onclick = () => done(theirs.source);
    at("keep-merged").onclick = () => done(merge.b.state.doc.toString());
    dialog.oncancel = (event) => event.preventDefault();
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    save();
  });
  addEventListener("beforeunload", (event) => { if (text() !== kept) { save(); event.preventDefault(); } });

  // What the server never got comes back when the page opens again.
  function restore() {
    try {
      const left = JSON.parse(localStorage.getItem(copy) ?? "null");
      if (left && left.text !== kept) {
        base = left.base;
        replace(left.text);
        stamp(words.restored);
        return;
      }
    } catch { /* not ours, or cut off: forgotten below */ }
    localStorage.removeItem(copy);
  }

  return { save, restore, changed: () => { keepHere(); later(); } };
}
