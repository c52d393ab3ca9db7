// Who else writes here: asked every ten seconds; a newer text of theirs is taken over while nothing of ours is under way.
const ASK_EVERY = 10_000; // ms
const TELL_AFTER = 400; // ms that a step stays chosen

export function startColleagues(studio) {
  const list = document.getElementById("studio-colleagues");

  function show(others) {
    const said = others.map(({ name, step }) => {
      const words = step ? studio.fill("editing", { name, step: studio.outline.title(step) }) : studio.fill("editing_settings", { name });
      return { name, words };
    });
    const now = said.map((each) => each.words).join("\n");
    if (list.dataset.now === now) return;
    list.dataset.now = now;
    list.replaceChildren(...said.map(({ words }) => Object.assign(document.createElement("li"), { className: "tag tone-info", textContent: words, title: words })));
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const told = await studio.wire.post("/editors", { step: studio.selected });
      show(told.others);
      if (told.sha256 !== studio.state.sha256 && studio.isIdle) await studio.refresh(told.by);
    } catch { /* The server is away, or says no: asked again. */ }
  }

  let timer;
  document.addEventListener("studio:select", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, TELL_AFTER);
  });
  setInterval(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
}
