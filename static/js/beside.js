// What stands beside the script: the panels in the order of the team's layout, and the frames of add-ins with their time-outs.
const waiting = new WeakMap(); // a frame, and the timer of its time-out

// A panel that is moved keeps its focus and its frames where the browser can move nodes without taking them out.
function move(panel, before) {
  const parent = panel.parentElement;
  try { parent.moveBefore(panel, before); } catch { parent.insertBefore(panel, before); }
}

export function arrangeSide() {
  let last = document.getElementById("panel-side");
  const addIns = document.getElementById("panel-addins");
  const caller = document.getElementById("panel-caller");
  if (last?.dataset.first === "addins" && addIns.nextElementSibling !== caller) move(addIns, caller);
  else if (last && !last.dataset.first && caller.nextElementSibling !== addIns) move(addIns, caller.nextElementSibling);
  for (const name of last?.dataset.panels.split(" ") ?? []) {
    const panel = document.getElementById(`panel-${name}`);
    if (!panel) continue;
    if (last.nextElementSibling !== panel) move(panel, last.nextElementSibling);
    last = panel;
  }
}

function tell(page, trouble) {
  for (const box of page.querySelectorAll("[data-trouble]")) box.hidden = box.dataset.trouble !== trouble;
}

function answered(frame) {
  clearTimeout(waiting.get(frame));
  waiting.set(frame, 0);
  const page = frame.closest("[data-frame]");
  if (page.dataset.blocked === undefined) tell(page, "");
}

// A lazy frame loads when it comes into view; only then its time begins.
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target: frame } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(frame);
    if (waiting.get(frame) === undefined) watch(frame);
  }
});

function watch(frame) {
  const page = frame.closest("[data-frame]");
  waiting.set(frame, setTimeout(() => tell(page, "timeout"), Number(page.dataset.timeout)));
}

export function watchFrames() {
  for (const frame of document.querySelectorAll("[data-frame]:not([data-watched]) iframe")) {
    frame.closest("[data-frame]").dataset.watched = "";
    frame.addEventListener("load", () => answered(frame));
    seen.observe(frame);
  }
}

document.addEventListener("click", (event) => {
  const page = event.target.closest?.("[data-frame]");
  if (!page) return;
  if (event.target.closest("[data-again]")) {
    const frame = page.querySelector("iframe");
    tell(page, "");
    watch(frame);
    frame.src = frame.getAttribute("src");
  }
  const larger = event.target.closest("[data-larger]");
  if (larger) larger.setAttribute("aria-pressed", String(page.classList.toggle("is-large")));
});

document.addEventListener("keydown", (event) => {
  const page = event.key === "Escape" && document.querySelector(".add-in.is-large");
  if (page) page.querySelector("[data-larger]").click();
});

// The policy of this page was written before the host was allowed. The address that is told is the one before the redirect: ours.
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.effectiveDirective !== "frame-src") return;
  for (const frame of document.querySelectorAll("[data-frame] iframe")) {
    if (event.blockedURI !== frame.src) continue;
    frame.closest("[data-frame]").dataset.blocked = "";
    tell(frame.closest("[data-frame]"), "blocked");
  }
});

arrangeSide();
watchFrames();
