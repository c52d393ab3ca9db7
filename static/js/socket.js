// The connection of a live page (the element with data-watchdog): beats answered, late pushes dropped, silence noticed and
// said honestly. The messages are in docs/desk.md, "Socket".
import { serverSays } from "./clock.js";

const OUT_OF_TOUCH = 10000; // ms of silence until the band appears
const WATCHDOG = 4000; // close code: the page gave up on a silent socket
const SIGNED_OUT = 4401;
const JITTER = 0.3; // share of the wait by which tries of many desks drift apart
const OPENED_ELSEWHERE = 4409;

const live = document.querySelector("[data-watchdog]");
const words = document.getElementById("live-words").dataset;
const pageNonce = document.querySelector("script[nonce]").nonce;
const worker = new Worker(live.dataset.watchdog);

let connection = null;
let shown = Number(live.dataset.version);
let tries = 0;
let finished = false; // signed out, or used elsewhere: no more tries

function badge(state) {
  const element = document.getElementById("connection");
  if (!element || element.dataset.state === state) return;
  element.dataset.state = state;
  element.querySelector("[data-words]").textContent = words[state];
}

function heard() {
  worker.postMessage({ heard: true });
  document.getElementById("band-offline").hidden = true;
  badge("online");
  document.dispatchEvent(new CustomEvent("cuecard:heard"));
}

// Drops a socket that no longer answers; its own closing handshake may never come, so we do not wait for it.
function giveUp() {
  if (!connection) return;
  const dead = connection;
  connection = null;
  dead.abortController?.abort();
  dead.socket?.close(WATCHDOG);
  delete live._htmx?.ws?.connection;
  badge("connecting");
  wakeLater();
}

function wakeLater() {
  const { reconnectDelay, reconnectMaxDelay } = htmx.config.ws;
  const wait = Math.min(reconnectDelay * 2 ** tries, reconnectMaxDelay);
  tries += 1;
  worker.postMessage({ wake: wait * (1 + (Math.random() * 2 - 1) * JITTER) });
}

worker.onmessage = ({ data }) => {
  if (finished) return;
  if (data.stuck || data.silent) giveUp();
  else if (data.wake) htmx.trigger(live, "cuecard:connect");
  else if (data.silence > OUT_OF_TOUCH) {
    document.getElementById("band-offline").hidden = false;
    badge("offline");
  }
};

live.addEventListener("htmx:ws:before:connection", (event) => {
  // hx-ws decides whether to try again; when is the worker's, whose timer keeps time in a hidden tab.
  if (event.detail.connection.attempt > 0) {
    event.detail.connection.cancelled = true;
    wakeLater();
    return;
  }
  connection = event.detail.connection;
  worker.postMessage({ opening: true });
});

live.addEventListener("htmx:ws:after:connection", () => {
  tries = 0;
  worker.postMessage({ open: true });
  // The server renders for this page: with its nonce, or hx-csp would strip what is pushed.
  connection.socket.send(JSON.stringify({ kind: "hello", nonce: pageNonce }));
});

live.addEventListener("htmx:ws:close", (event) => {
  const { code, reason } = event.detail;
  if (reason !== "closed") return;
  worker.postMessage({ closed: true });
  badge("connecting");
  finished = code === SIGNED_OUT || code === OPENED_ELSEWHERE;
  if (code === SIGNED_OUT) location.assign("/sign-in?next=/desk");
  if (code === OPENED_ELSEWHERE) {
    badge("offline");
    document.getElementById("band-elsewhere").hidden = false;
    for (const part of live.querySelectorAll(".desk-top, .desk-columns, .status, .notices")) part.inert = true;
  }
});

live.addEventListener("htmx:ws:before:message:incoming", (event) => {
  const { message, connection: from } = event.detail;
  const data = JSON.parse(message.data);
  heard();
  if (data.at) serverSays(Date.parse(data.at));
  // Answered here and not by a timer: answers to messages stay on time in a hidden tab. The answer is the presence beat.
  if (data.kind === "beat") from.socket.send(JSON.stringify({ kind: "beat", version: shown, hidden: document.hidden }));
  if (data.kind !== "screen") return;
  if (data.version < shown) event.detail.cancelled = true; // an answer to our own action has overtaken this push
  else shown = data.version;
});

document.addEventListener("htmx:config:request", (event) => {
  if (event.detail.ctx.sourceElement.closest("#desk")) event.detail.ctx.request.headers["Cuecard-Desk"] = "1";
});

document.addEventListener("htmx:before:request", (event) => { event.detail.ctx.startedAt = performance.now(); });
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const version = Number(ctx.response.headers.get("Desk-Version"));
  if (version && version < shown) ctx.swap = "none";
  if (version > shown) shown = version;
  const element = document.getElementById("connection");
  if (element && ctx.startedAt) element.title = `${Math.round(performance.now() - ctx.startedAt)} ms`;
});
