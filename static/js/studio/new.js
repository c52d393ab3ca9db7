// A new script: what belongs to the choice is shown, a short name is proposed, and a pasted text is shown as the steps it becomes.
const AFTER = 300; // ms after the last key
const form = document.getElementById("new-form");
const paste = document.getElementById("paste");
const box = document.getElementById("pasted");
const title = document.getElementById("field-title_en");
const name = document.getElementById("field-name");
let asked = 0;
let timer;
let isOwn = Boolean(name.value);

function choose() {
  const start = form.elements.start.value;
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== start;
}

async function show() {
  const mine = ++asked;
  try {
    const answer = await fetch("/scripts/new/previews", {
      method: "POST",
      body: new URLSearchParams({ csrf: form.elements.csrf.value, text: paste.value }),
      headers: { "X-CSRF-Token": form.elements.csrf.value, Accept: "text/html" },
    });
    if (!answer.ok || mine !== asked) return;
    const html = await answer.text();
    if (mine === asked) box.innerHTML = html;
  } catch { /* The server is away: the next key asks again. */ }
}

form.addEventListener("change", (event) => { if (event.target.name === "start") choose(); });
paste.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, AFTER); });
name.addEventListener("input", () => { isOwn = Boolean(name.value); });
title.addEventListener("input", () => {
  if (isOwn) return;
  name.value = title.value.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 60);
});
choose();
