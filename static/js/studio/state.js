// The studio itself: one text, what is chosen in it, and every change of it, one after another.
import { chooseBetween } from "./conflict.js";
import { localCopy } from "./local.js";
import { Away, newKey, Refused, untilThere, wireOf } from "./wire.js";

const SAVE_AFTER = 1000; // ms after the last key
const CHECK_AFTER = 250;

export class Studio {
  constructor({ home, state, words }) {
    this.home = home;
    this.state = state;
    this.words = words;
    this.selected = "";
    this.address = home.dataset.address;
    this.nonce = home.dataset.nonce;
    this.wire = wireOf(home.dataset);
    this.editor = null; // yaml.js puts itself here once it is loaded
    this.away = false;
    this.local = localCopy(this.address);
    this.typed = null; // the text while it differs from the server's and no editor holds it
    this.last = Promise.resolve();
    this.busy = 0;
    this.before = new Set(); // what other parts must send first
    this.checks = 0;
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => { if (this.away && (this.isUnsaved || this.busy)) event.preventDefault(); });
  }

  // --- what is there ---

  get text() { return this.editor ? this.editor.text() : this.typed ?? this.state.source; }

  get isUnsaved() { return this.text !== this.state.source; }

  get isIdle() { return !this.isUnsaved && this.busy === 0; }

  fill(name, values = {}) {
    return (this.words[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  // --- choosing ---

  // `line` shows that line of the text as well.
  select(step, { from = "", line = 0 } = {}) {
    const isNew = step !== this.selected;
    this.selected = step;
    if (isNew || from) document.dispatchEvent(new CustomEvent("studio:select", { detail: { step, from } }));
    if (line) this.goToLine(line);
  }

  // --- changing ---

  // One splice on the server, asked for at the step `selected`. Resolves to the state; rejects with Refused (told.message says why)
  // when it was not made.
  edit(op, selected = this.selected) {
    const kept = { edit: op, key: newKey(), based_on: this.state.sha256 };
    this.local.keepEdit(kept);
    return this.#inTurn(async () => {
      await this.#sendText().catch((error) => { this.local.forgetEdit(kept.key); throw error; });
      return this.#sendEdit(kept, this.state.sha256, selected);
    });
  }

  undo() { return this.#step("undo", "undone"); }

  redo() { return this.#step("redo", "redone"); }

  // The text was typed into: kept here at once, checked soon, saved a second later.
  changed() {
    if (this.isUnsaved) this.local.keepDraft(this.state.sha256, this.text);
    clearTimeout(this.saveTimer);
    clearTimeout(this.checkTimer);
    this.saveTimer = setTimeout(() => this.save(), SAVE_AFTER);
    this.checkTimer = setTimeout(() => this.check(), CHECK_AFTER);
  }

  // The whole text anew, as quick fixes and chosen texts come.
  write(text) {
    if (this.editor) this.editor.replace(text);
    else this.typed = text;
    this.changed();
    return this.save();
  }

  splice({ from, to, insert }) {
    const text = this.text;
    if (to > text.length) return Promise.resolve(false);
    return this.write(text.slice(0, from) + insert + text.slice(to));
  }

  // Resolves to true when the server has everything that was typed, in the text and in the other parts.
  async save() {
    await Promise.all([...this.before].map((send) => send()));
    try {
      return await this.#inTurn(() => this.#sendText());
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.stamp(this.words.refused, true);
      return false;
    }
  }

  // What stands at the server: taken over where nothing of ours is under way.
  async refresh(by = "") {
    const state = await this.wire.get("/state");
    if (state.sha256 === this.state.sha256 || !this.isIdle) return;
    this.take(state);
    if (by) this.say(this.fill("taken", { name: by }));
  }

  async check() {
    const mine = ++this.checks;
    const source = this.text;
    let found;
    try {
      found = await this.wire.post("/checks", { source });
    } catch {
      return; // Asked again at the next key.
    }
    if (mine !== this.checks || source !== this.text) return;
    document.dispatchEvent(new CustomEvent("studio:checked", { detail: { ...found, source } }));
  }

  // --- telling ---

  stamp(words, isBad = false) {
    const saved = document.getElementById("saved");
    saved.textContent = words;
    saved.classList.toggle("tone-bad", isBad);
  }

  say(words) { document.dispatchEvent(new CustomEvent("studio:say", { detail: { words } })); }

  // --- the server's answers ---

  // `before` is the text that the answer was made from: the server's last one, or what was sent just now.
  take(told, before = this.state.source) {
    const { step, splices, ...state } = told;
    this.state = { ...this.state, ...state };
    this.away = false;
    this.checks++; // a check that is still under way speaks of an older text
    if (this.editor) this.editor.rebase(before, this.state.source, splices);
    else if (this.typed === this.state.source) this.typed = null;
    if (!this.isUnsaved) this.local.forgetDraft();
    const at = state.saved_at && new Date(state.saved_at).toLocaleTimeString(document.documentElement.lang, { hour12: false });
    if (at) this.stamp(`${this.words.saved} ${at}`);
    document.dispatchEvent(new CustomEvent("studio:state", { detail: this.state }));
    if (step !== undefined && step !== null) this.select(step, { from: "edit" });
    return this.state;
  }

  #inTurn(act) {
    this.busy++;
    const mine = this.last.then(act).finally(() => { this.busy--; });
    this.last = mine.catch(() => {});
    return mine;
  }

  #isAway = () => {
    this.away = true;
    this.stamp(this.words.unsaved, true);
  };

  async #sendText() {
    clearTimeout(this.saveTimer);
    const source = this.text;
    if (source === this.state.source) return true;
    this.local.keepDraft(this.base ?? this.state.sha256, source);
    this.stamp(this.words.saving);
    let sent = source;
    try {
      const told = await untilThere(() => {
        sent = this.text; // after a while without the server, all that was typed since
        return this.wire.post("/drafts", { source: sent, based_on: this.base ?? this.state.sha256 });
      }, this.#isAway);
      this.base = undefined;
      this.take(told, sent);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      await this.#meet(this.text, error.told);
    }
    return this.isUnsaved ? this.#sendText() : true;
  }

  // Who has gone on to another step meanwhile (`selected` is the one they were at) is not taken back.
  async #sendEdit(kept, basedOn, selected = this.selected) {
    try {
      const fields = { based_on: basedOn, edit: JSON.stringify(kept.edit), key: kept.key };
      const told = await untilThere(() => this.wire.post("/edits", fields), this.#isAway);
      this.local.forgetEdit(kept.key);
      return this.take(this.selected === selected ? told : { ...told, step: null });
    } catch (error) {
      this.local.forgetEdit(kept.key);
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      await this.#meet(error.told.mine, error.told);
      return this.state;
    }
  }

  #step(noun, word) {
    return this.#inTurn(async () => {
      await this.#sendText();
      const what = this.state[noun];
      if (what === null || what === undefined) return this.state;
      try {
        const told = await untilThere(() => this.wire.post(`/${noun}`, { based_on: this.state.sha256 }), this.#isAway);
        this.take(told);
        this.say(this.fill(word, { what }));
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        this.take(await this.wire.get("/state"));
      }
      return this.state;
    });
  }

  // Somebody else saved in between: both texts are shown, and the person decides. Nothing else is sent meanwhile.
  async #meet(mine, theirs) {
    const chosen = mine === null || mine === theirs.source ? theirs.source : await chooseBetween(this, { mine, theirs });
    this.base = undefined;
    this.take(await untilThere(() => this.wire.get("/state"), this.#isAway));
    if (this.editor) this.editor.replace(chosen);
    else this.typed = chosen === this.state.source ? null : chosen;
    if (this.isUnsaved) await this.#sendText();
  }

  // --- coming and going ---

  leave() {
    for (const send of this.before) send();
    this.wire.post("/editors", { step: this.selected, leaving: "yes" }).catch(() => {});
    if (this.isUnsaved) this.wire.post("/drafts", { source: this.text, based_on: this.base ?? this.state.sha256 }).catch(() => {});
  }

  // What the server never got is sent when the page opens again. `open` loads the editor of the text.
  async restore(open) {
    const draft = this.local.draft();
    const edits = this.local.edits();
    if (draft && draft.text !== this.state.source && draft.text !== undefined) {
      this.base = draft.base;
      await open();
      this.editor.replace(draft.text);
      this.notice(this.words.restored);
      this.changed();
      this.save();
    } else {
      this.local.forgetDraft();
    }
    edits.forEach((kept, number) => this.#inTurn(async () => {
      await this.#sendText();
      await this.#sendEdit(kept, number ? this.state.sha256 : kept.based_on);
      this.notice(this.words.restored);
    }).catch(() => {}));
  }

  notice(words) {
    const box = document.getElementById("studio-notice");
    box.textContent = words;
    box.hidden = false;
  }
}

export { Away, Refused };
