// The publish dialog: everything to know about the draft as the server has it, its tests run at once, and the button.
const part = { "X-Part": "dialog", Accept: "application/json, text/html" };

// Shows two texts side by side wherever an element asks for it; what draws them is large, and fetched only then.
export async function mergeIn(home) {
  const { sideBySide } = await import("../editor-text.js");
  for (const box of home.querySelectorAll("[data-merge]")) {
    const [before, after] = ["before", "after"].map((name) => box.querySelector(`[data-${name}]`)?.value ?? "");
    sideBySide({ parent: box, before, after, nonce: document.querySelector("script[nonce]")?.nonce ?? "", labels: [box.dataset.beforeLabel, box.dataset.afterLabel] });
  }
}

// The button says what it will do, and waits for tests that are not green.
export function live(home) {
  const form = home.querySelector("#publish-form");
  const button = home.querySelector("#publish-now");
  const says = button?.querySelector("[data-now]");
  const word = () => { if (says) says.textContent = form.elements.timing.value === "at" ? says.dataset.at : says.dataset.now; };
  form?.addEventListener("change", word);
  if (form) word();
  const details = home.querySelector("#publish-texts");
  const open = () => { if (details?.open && !details.dataset.shown) { details.dataset.shown = "yes"; mergeIn(details); } };
  details?.addEventListener("toggle", open);
  open();
  return runTests(home, button);
}

async function runTests(home, button) {
  const box = home.querySelector("#publish-tests");
  if (!box) return;
  if (button) button.disabled = true;
  const answer = await fetch(box.dataset.from, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok) box.innerHTML = await answer.text();
  else box.replaceChildren();
  if (button) button.disabled = box.querySelector("[data-tests=red]") !== null;
}

// `studio` saves before the dialog opens, and goes to the step of a problem: { address, save(), select(step, { from, line }) }.
export function start(studio) {
  const { address } = studio;
  const dialog = document.getElementById("publish");

  function fill(html) {
    const close = dialog.querySelector(".dialog-close")?.closest("form");
    dialog.replaceChildren(...(close ? [close] : []));
    const inside = document.createElement("div");
    inside.innerHTML = html;
    dialog.append(inside);
    live(dialog);
  }

  // Nothing came of it: said in the dialog, which stands before all else.
  function fail(answer) {
    const { failed, unreachable } = document.getElementById("toast").dataset;
    const words = dialog.querySelector("[data-failure]") ?? document.createElement("p");
    words.dataset.failure = "";
    words.className = "callout tone-bad";
    words.role = "alert";
    words.textContent = answer ? failed : unreachable;
    dialog.append(words);
    if (!dialog.open) dialog.showModal();
  }

  async function open() {
    if ((await studio.save?.()) === false) return;
    const answer = await fetch(`${address}/publications/new`, { headers: part }).catch(() => null);
    if (answer?.redirected) { location.assign(answer.url); return; } // to the sign-in, which leads back here
    fill(answer?.ok ? await answer.text() : "");
    if (!answer?.ok) fail(answer);
    else if (!dialog.open) dialog.showModal();
  }

  dialog.addEventListener("submit", async (event) => {
    if (event.target.id !== "publish-form") return;
    event.preventDefault();
    const button = event.target.querySelector("#publish-now");
    button.disabled = true;
    const answer = await fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target)), headers: part }).catch(() => null);
    if (!answer || answer.status >= 500) {
      button.disabled = false;
      fail(answer);
      return;
    }
    if (answer.headers.get("content-type")?.includes("application/json")) {
      const told = await answer.json();
      if (answer.ok && told.to) location.assign(told.to);
      else location.reload(); // Pressed twice: it took effect before.
      return;
    }
    fill(await answer.text());
    dialog.querySelector("[role=alert], [aria-invalid=true]")?.scrollIntoView({ block: "nearest" });
  });
  dialog.addEventListener("click", (event) => {
    const fault = event.target.closest("a[data-step]");
    if (!fault || !studio.select) return;
    event.preventDefault();
    dialog.close();
    studio.select(fault.dataset.step, { from: "publish", line: Number(fault.dataset.line) });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#open-publish") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(); }
  });
  document.documentElement.dataset.publish = "ready";
}
