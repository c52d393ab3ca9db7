// What the preview shows while the text has errors: the last text that could be walked, under a band that says so and leads to the error.
const at = (id) => document.getElementById(id);

export function startStanding(studio) {
  const band = at("preview-band");
  const words = JSON.parse(band.dataset.words);
  let good = null; // the last text that could be walked: {source, time}
  let broken = null; // the text that is known to have errors
  let shown = ""; // what the panel was asked for, besides the text
  let version = 0; // the one that is shown where nothing good is known yet
  let error = null;

  // The step that a line stands in; none where the outline counts no error in it: the line is of something behind the last step.
  function stepAt(line) {
    const row = studio.outline.rows().findLast((each) => Number(each.dataset.line) <= line);
    return row?.querySelector(".mark.is-E") ? row.dataset.step : "";
  }
  const fill = (name, values) => words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  function tell() {
    const isBehind = broken !== null && Boolean(good || version);
    band.hidden = !isBehind;
    if (!isBehind) return;
    const what = good ? fill("good", { time: good.time }) : fill("live", { version });
    const step = error && stepAt(error.line);
    const where = !error ? "" : step ? fill("step", { step: studio.outline.title(step) }) : fill("line", { line: error.line });
    const said = `${what} ${where}`.trim();
    const box = band.querySelector("[data-said]");
    if (box.textContent !== said) box.textContent = said;
    band.querySelector("button").hidden = !error;
  }

  function take(problems) {
    error = problems.find((each) => each.severity === "E") ?? null;
    if (!error) broken = null; // what was missing may have come from elsewhere
    tell();
  }

  // The panel as HTML: of the text, else of the last one that could be walked; null where what is shown still stands, or nobody waits any more.
  async function walk({ source, ...fields }, isWanted) {
    const wish = JSON.stringify(fields);
    if (source !== broken || !good) {
      const html = await studio.wire.html("/previews", { source, ...fields, ...(good ? {} : { instead: "live" }) });
      if (!isWanted()) return null;
      const panel = document.createRange().createContextualFragment(html).querySelector("#preview-panel");
      const isPlayed = Boolean(panel?.querySelector("#panel-script"));
      version = Number(panel?.dataset.version ?? 0);
      broken = isPlayed && !version ? null : source;
      if (broken === null) good = { source, time: new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false }) };
      tell();
      if (broken === null || !good) {
        shown = wish;
        return html;
      }
    }
    if (wish === shown) return null;
    const html = await studio.wire.html("/previews", { source: good.source, ...fields });
    if (!isWanted()) return null;
    shown = wish;
    return html;
  }

  band.querySelector("button").addEventListener("click", () => { if (error) studio.goToLine(error.line); });
  document.addEventListener("studio:problems", (event) => take(event.detail.problems));
  take(studio.state.problems);
  return { walk, isBehind: () => broken !== null };
}
