// The preview: the desk's own panel, played without a run. The moves are kept here and all sent each time, so they follow the text.

export function startPreview({ box, address, isOffer, post, text }) {
  const customer = document.getElementById("customer");
  const search = document.getElementById("customer-search");
  const spoken = document.getElementById("spoken");
  const outside = document.getElementById("outside");
  let moves = [];
  let asked = 0;
  let typing;

  if (spoken) spoken.value = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

  async function show({ focus = false } = {}) {
    const mine = ++asked;
    const fields = { source: text(), customer: customer.value };
    if (!isOffer) Object.assign(fields, { language: spoken.value, outside: outside.value, moves: JSON.stringify(moves) });
    let answer;
    try {
      answer = await post(`${address}/${isOffer ? "trials" : "previews"}`, fields, "text/html");
    } catch {
      return; // The server is away; what stands stays, and the next change asks again.
    }
    if (!answer.ok || mine !== asked) return;
    const html = await answer.text();
    if (mine !== asked) return;
    box.innerHTML = html;
    const made = Number(box.querySelector("[data-made]")?.dataset.made ?? moves.length);
    // A text with errors plays nothing: the moves wait until it is right again.
    if (box.querySelector("#panel-script")) moves = moves.slice(0, made);
    if (focus) box.querySelector("[data-focus]")?.focus({ preventScroll: true });
  }

  // The panel's forms would post to a run; here they become moves.
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = event.target;
    const noun = new URL(form.action).pathname.split("/").pop();
    const fields = {};
    const data = new FormData(form, event.submitter);
    for (const [name, value] of data) {
      if (["csrf", "key", "turn"].includes(name)) continue;
      (fields[name] ??= []).push(value instanceof File ? value.name : value);
    }
    if (form.querySelector("[name^='field-']")) fields.form = ["1"];
    moves.push({ noun, fields });
    show({ focus: true });
  }, { capture: true });

  document.getElementById("restart")?.addEventListener("click", () => { moves = []; show(); });
  for (const choice of [customer, spoken, outside]) choice?.addEventListener("change", () => { moves = []; show(); });
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const answer = await fetch(`/sample-customers?q=${encodeURIComponent(search.value)}`).catch(() => null);
      if (!answer?.ok) return;
      customer.innerHTML = await answer.text();
      moves = [];
      show();
    }, 250);
  });

  return show;
}
