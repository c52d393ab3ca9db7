// The server's clock in the browser, and everything on the page that counts by it: <time data-since>, <time data-until> and
// <time data-clock="ZONE">, the time of day where somebody is.

let ahead = 0; // milliseconds the server's clock is ahead of ours
let sure = false;

export function serverSays(at) {
  const seen = at - Date.now();
  // A message can only arrive late, so the largest difference is the nearest to the truth; a jump means that a clock was set.
  if (!sure || seen > ahead || ahead - seen > 5000) ahead = seen;
  sure = true;
}

export const serverNow = () => Date.now() + ahead;

export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

const clocks = new Map();

// A long call is not rendered anew each minute: the customer's time of day goes on by itself.
// A zone that this browser does not know keeps the time that the server wrote.
function clock(zone) {
  if (!clocks.has(zone)) {
    let format = null;
    try { format = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: zone }); } catch { /* as written */ }
    clocks.set(zone, format);
  }
  return clocks.get(zone);
}

export function showTimes() {
  const now = serverNow();
  for (const element of document.querySelectorAll("time[data-since]")) put(element, duration(now - Date.parse(element.dataset.since)));
  for (const element of document.querySelectorAll("time[data-until]")) {
    const left = Date.parse(element.dataset.until) - now;
    put(element, left >= 0 ? duration(left + 999) : `+${duration(-left)}`);
    element.classList.toggle("is-over", left < 0);
    element.classList.toggle("is-near", left >= 0 && left < 10000);
  }
  for (const element of document.querySelectorAll("time[data-clock]")) {
    const format = clock(element.dataset.clock);
    if (format) put(element, format.format(now));
  }
}

export function startTimers() {
  showTimes();
  setInterval(showTimes, 1000);
}
