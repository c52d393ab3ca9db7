// Build, map or text alone: which parts are seen, remembered here and in the address together with the chosen step.
const KEY = "cuecard-studio-view";
const VIEWS = ["build", "map", "yaml"];

export function startViews(studio, { opened }) {
  const { home } = studio;
  const toggle = document.getElementById("toggle-yaml");

  const asked = () => new URLSearchParams(location.hash.slice(1));

  function note() {
    const hash = new URLSearchParams({ view: home.dataset.view, ...(studio.selected ? { step: studio.selected } : {}) });
    history.replaceState(null, "", `#${hash}`);
  }

  function show(view) {
    home.dataset.view = view;
    for (const link of document.querySelectorAll("a[data-view]")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    try { localStorage.setItem(KEY, view); } catch { /* a forbidden store: the address still has it */ }
    note();
    opened(view);
  }

  function showText(isShown) {
    home.classList.toggle("is-textless", !isShown);
    toggle.setAttribute("aria-expanded", String(isShown));
    toggle.textContent = isShown ? studio.words.hide : studio.words.show;
    try { localStorage.setItem(`${KEY}-text`, isShown ? "" : "hidden"); } catch { /* as above */ }
    if (isShown) opened(home.dataset.view);
  }

  function remembered(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.dataset.view);
  });
  toggle.addEventListener("click", () => showText(home.classList.contains("is-textless")));
  document.addEventListener("studio:select", note);
  addEventListener("hashchange", () => {
    const view = asked().get("view");
    if (VIEWS.includes(view) && view !== home.dataset.view) show(view);
    const step = asked().get("step") ?? "";
    if (step !== studio.selected) studio.select(step, { from: "address" });
  });

  const first = [asked().get("view"), remembered(KEY)].find((each) => VIEWS.includes(each)) ?? "build";
  const step = asked().get("step") ?? "";
  showText(remembered(`${KEY}-text`) !== "hidden");
  show(first);
  return { show, showText, isTextShown: () => home.dataset.view === "yaml" || !home.classList.contains("is-textless"), first: step };
}
