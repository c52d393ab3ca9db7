// What is wrong: counted in the header, listed with the way there and the fix.
const SIGN = { E: "✖", W: "⚠", I: "ℹ" };
const at = (id) => document.getElementById(id);

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function startProblems(studio) {
  function line(problem) {
    const place = made("span", { className: `mark is-${problem.severity}`, textContent: `${SIGN[problem.severity]} ${problem.line}:${problem.column + 1} ${problem.code}` });
    const said = made("span", { textContent: problem.hint ? `${problem.message} (${problem.hint})` : problem.message });
    const button = made("button", { type: "button", className: "problem" }, place, said);
    button.addEventListener("click", () => studio.goToLine(problem.line));
    const item = made("li", {}, button);
    if (problem.fix) {
      const fix = made("button", { type: "button", className: "button small", textContent: studio.words.fix });
      fix.addEventListener("click", () => studio.splice(problem.fix));
      item.append(fix);
    }
    return item;
  }

  function show({ problems, errors, warnings, source }) {
    const list = at("problems");
    const focused = list.contains(document.activeElement) ? [...list.querySelectorAll("button")].indexOf(document.activeElement) : -1;
    list.replaceChildren(...problems.map(line));
    if (focused >= 0) list.querySelectorAll("button")[Math.min(focused, list.querySelectorAll("button").length - 1)]?.focus();
    at("no-problems").hidden = problems.length > 0;
    document.querySelector("[data-errors]").textContent = errors;
    document.querySelector("[data-warnings]").textContent = warnings;
    document.dispatchEvent(new CustomEvent("studio:problems", { detail: { problems, errors, warnings, source } }));
  }

  document.addEventListener("studio:state", (event) => show(event.detail));
  document.addEventListener("studio:checked", (event) => show(event.detail));
  show(studio.state);
}
