// What is known of steps and ways, painted wherever they are shown: coverage of the tests, shares of a simulation, results of real calls.
//
//   studio.overlay({ name, steps: { greet: { share: 0.4, text: "40 %", tone: "good", words: "…" } }, edges: { "greet/next": {…} } })
//
// paints it on the outline and on the map; studio.overlay(null) takes it away. `share` is 0 to 1 or left out, `tone` good, warn or bad,
// `words` what a screen reader says instead of the short text.

export function startOverlay(studio) {
  const outline = document.getElementById("studio-outline");
  studio.painted = null;

  function paintOutline() {
    if (!outline) return;
    for (const old of outline.querySelectorAll(".painted")) old.remove();
    for (const step of outline.querySelectorAll("[data-step]")) {
      const known = studio.painted?.steps?.[step.dataset.step];
      if (!known?.text) continue;
      const mark = document.createElement("span");
      mark.className = "painted";
      mark.dataset.tone = known.tone ?? "";
      mark.textContent = known.text;
      if (known.words) mark.title = known.words;
      (step.querySelector("button") ?? step).append(mark);
    }
  }

  studio.overlay = (layer) => {
    studio.painted = layer;
    paintOutline();
    document.dispatchEvent(new CustomEvent("studio:overlay", { detail: layer }));
  };
  // What of the outline was drawn anew has lost its paint.
  document.addEventListener("studio:outlined", () => { if (studio.painted) paintOutline(); });
}
