// Two texts side by side, when somebody else saved in between, and the texts that were kept from such moments.
const at = (id) => document.getElementById(id);
const sides = () => import("../editor-text.js");

// Resolves to the text that the person chose.
export async function chooseBetween(studio, { mine, theirs }) {
  const { sideBySide } = await sides();
  const dialog = at("conflict");
  at("conflict-by").textContent = theirs.by ?? "";
  if (!dialog.open) dialog.showModal();
  const labels = [theirs.by || studio.words.theirs, studio.words.mine];
  const merge = sideBySide({ parent: at("conflict-diff"), before: theirs.source, after: mine, nonce: studio.nonce, labels, writable: true });
  return new Promise((chosen) => {
    const done = (text) => {
      merge.destroy();
      dialog.close();
      chosen(text);
    };
    at("take-theirs").onclick = () => done(theirs.source);
    at("keep-merged").onclick = () => done(merge.b.state.doc.toString());
    dialog.oncancel = (event) => event.preventDefault();
  });
}

// The list of kept texts; choosing one lays it beside the draft.
export function startAsides(studio) {
  const dialog = at("asides");
  const list = at("asides-list");
  let merge = null;
  let shown = null;

  const clear = () => {
    merge?.destroy();
    merge = shown = null;
    at("asides-diff").replaceChildren();
    at("asides-buttons").hidden = true;
  };

  async function lay(aside) {
    const { sideBySide } = await sides();
    clear();
    shown = aside;
    const labels = [studio.words.then, studio.words.now];
    merge = sideBySide({ parent: at("asides-diff"), before: aside.source, after: studio.text, nonce: studio.nonce, labels, writable: true });
    at("asides-buttons").hidden = false;
    for (const button of list.querySelectorAll("button")) button.toggleAttribute("aria-current", button.value === aside.id);
  }

  async function open() {
    await studio.save();
    const { asides } = await studio.wire.get("/asides");
    clear();
    list.replaceChildren(...asides.map((aside) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "menu-item", value: aside.id });
      const when = new Date(aside.at).toLocaleString(document.documentElement.lang, { hour12: false });
      button.append(studio.fill("by_at", { name: aside.by, when }));
      if (aside.words) button.append(Object.assign(document.createElement("span"), { className: "muted", textContent: aside.words }));
      button.addEventListener("click", () => lay(aside));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    if (!asides.length) list.append(Object.assign(document.createElement("li"), { className: "muted", textContent: studio.words.none_kept }));
    if (!dialog.open) dialog.showModal();
    if (asides.length) lay(asides[0]);
  }

  at("open-asides").addEventListener("click", open);
  at("aside-keep").addEventListener("click", () => {
    studio.write(merge.b.state.doc.toString());
    dialog.close();
  });
  at("aside-forget").addEventListener("click", async () => {
    await studio.wire.post(`/asides/${shown.id}/discards`);
    open();
  });
  dialog.addEventListener("close", clear);
}
