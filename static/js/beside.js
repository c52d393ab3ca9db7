// What stands beside the script: the panels in the order of the team's layout, and the frames of add-ins with their time-outs.
const waiting = new WeakMap(); // a frame, and the timer of its time-out

// A panel that is moved keeps its focus and its frames where the browser can move nodes without taking them out.
function move(panel, before) {
  const parent = panel.parentElement;
  try { parent.moveBefore(panel, before); } catch { parent.insertBefore(panel, before); }
}

export function arrangeSide() {
  let last = document.getElementById("panel-side");
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
  tell(frame.closest("[data-frame]"), "");
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

// The policy of this page was written before the host was allowed.
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.effectiveDirective !== "frame-src") return;
  for (const page of document.querySelectorAll("[data-frame]")) {
    const frame = page.querySelector("iframe");
    if (event.blockedURI && frame.src && event.target === document && waiting.get(frame) !== 0) tell(page, "blocked");
  }
});

arrangeSide();
watchFrames();
