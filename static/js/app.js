// What every page shares: menus, dialogs, confirmations, refusals, one submit at a time, timers.
import { startTimers, showTimes } from "./clock.js";

const page = document.documentElement;

function toast(words) {
  const box = document.getElementById("toast");
  if (!box || !words) return;
  box.textContent = words;
  box.hidden = false;
  clearTimeout(box.timer);
  box.timer = setTimeout(() => { box.hidden = true; }, 8000);
}

function refused(event) {
  const status = event.detail.ctx.response?.status;
  const words = document.getElementById("toast")?.dataset ?? {};
  if (status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  else if (status === 403) toast(words.forbidden);
  else if (status === 404) toast(words.missing);
  else if (status === 429 || status === 503) toast(words.busy);
  else if (status >= 500) toast(words.failed);
}

// The answer to hx-confirm comes from a dialog of ours: the browser's own stops timers and looks like an attack.
function confirmed(event) {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-words").textContent = ctx.confirm;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? issueRequest() : dropRequest()), { once: true });
  dialog.showModal();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
}

document.addEventListener("click", (event) => {
  const at = event.target;
  closeMenus(at);
  if (at.closest("[data-dismiss]")) at.closest(".flash")?.remove();
  if (at.closest("[data-reload]")) location.reload();
  const opener = at.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const pointer = at.closest("[data-focus-on]");
  if (pointer) focusInto(document.getElementById(pointer.dataset.focusOn));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A plain form goes once; htmx forms carry hx-sync="this:drop".
document.addEventListener("submit", (event) => {
  const form = event.target;
  setTimeout(() => closeMenus(null));
  if (form.hasAttribute("hx-post") || form.method === "dialog" || form.dataset.autosave) return;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 5000) event.preventDefault();
  else form.dataset.sent = String(Date.now());
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent; });

document.addEventListener("htmx:response:error", refused);
document.addEventListener("htmx:error", (event) => {
  if (!event.detail.ctx?.response) toast(document.getElementById("toast")?.dataset.unreachable);
});
document.addEventListener("htmx:confirm", confirmed);
document.addEventListener("htmx:after:swap", showTimes);

export function focusInto(panel) {
  const wanted = panel?.querySelector("[data-focus], input:not([type=hidden]), textarea, select, button:not([disabled]), summary") ?? panel;
  wanted?.focus();
}

page.classList.add("has-script");
startTimers();
