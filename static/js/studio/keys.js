// Keys of the whole page; in a field that is written in, its own keys win.
const WRITING = "input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]";

export function startKeys(studio, { outline, steps }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isCommand && key === "s") {
      event.preventDefault();
      studio.save();
      return;
    }
    if (isCommand && event.key === "Enter" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("studio:test"));
      return;
    }
    if (document.querySelector("dialog[open]") || event.target.closest?.(WRITING)) return;
    if (isCommand && key === "z") {
      event.preventDefault();
      if (event.shiftKey) studio.redo(); else studio.undo();
    } else if (isCommand && key === "y") {
      event.preventDefault();
      studio.redo();
    } else if (!isCommand && !event.altKey && event.key === "/") {
      event.preventDefault();
      outline.find();
    } else if (event.key === "F2" && studio.selected) {
      event.preventDefault();
      steps.rename(studio.selected);
    } else if (event.key === "Delete" && studio.selected && event.target.closest?.("#studio-outline, #studio-map")) {
      event.preventDefault();
      steps.delete(studio.selected);
    }
  });
}
