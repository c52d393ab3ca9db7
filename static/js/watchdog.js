// A worker that keeps time for the socket: a hidden tab's own timers fire once a minute, a worker's stay on time.
// In: {opening} {open} {heard} {closed} {wake: ms}. Out: {stuck} {silent} {wake} {silence: ms}, the last every second.

const STUCK_AFTER = 3000; // ms from the try to the open
const SILENT_AFTER = 9000; // ms without a message: the server beats every 5 s

let heardAt = Date.now();
let openingAt = 0;
let isOpen = false;
let wakeTimer = 0;

onmessage = ({ data }) => {
  if (data.opening) {
    openingAt = Date.now();
    isOpen = false;
  } else if (data.open) {
    openingAt = 0;
    isOpen = true;
    heardAt = Date.now();
  } else if (data.heard) {
    heardAt = Date.now();
  } else if (data.closed) {
    openingAt = 0;
    isOpen = false;
  } else if (data.wake !== undefined) {
    clearTimeout(wakeTimer);
    wakeTimer = setTimeout(() => postMessage({ wake: true }), data.wake);
  }
};

setInterval(() => {
  const now = Date.now();
  if (openingAt && now - openingAt > STUCK_AFTER) {
    openingAt = 0;
    postMessage({ stuck: true });
  } else if (isOpen && now - heardAt > SILENT_AFTER) {
    isOpen = false;
    postMessage({ silent: true });
  }
  postMessage({ silence: now - heardAt });
}, 1000);
