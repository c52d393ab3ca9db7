// The connection of a live page (the element with data-watchdog): beats answered, late pushes dropped, silence noticed and
// said honestly. The messages are in docs/desk.md, "Socket".
//
// It is in one of four states, and each of the first three leads to the next try by itself:
//   waiting   no socket; the next try is at `tryAt`
//   opening   a socket whose handshake is under way; given up when that takes too long
//   open      a socket; given up when the server says nothing for too long
//   finished  signed out, used elsewhere, or not allowed: no more tries
// hx-ws opens sockets and reads them; when to open one is decided here alone, for it would forget a socket that was closed with a
// code it does not know. What is due is found by looking at the clock each second, so no lost or late event can stop it.
import { serverSays } from "./clock.js";

const LOOK_EVERY = 1000; // ms, as watchdog.js
const OPENS_WITHIN = 3000; // ms; more when it failed before: a busy server is not helped by handshakes that nobody waits for
const SILENT_AFTER = 9000; // ms without a message: the server beats every 5 s
const OUT_OF_TOUCH = 10000; // ms of silence until the band appears
const FIRST_WAIT = 250; // ms until the first try, twice as long until each further one
const LONGEST_WAIT = 5000;
const JITTER = 0.3; // share of the wait by which tries of many desks drift apart
const GIVEN_UP = 4000; // close codes: see workspace/realtime/protocol.py
const SIGNED_OUT = 4401;
const FORBIDDEN = 4403;
const OPENED_ELSEWHERE = 4409;

const live = document.querySelector("[data-watchdog]");
const words = document.getElementById("live-words").dataset;
const pageNonce = document.querySelector("script[nonce]").nonce;
const now = () => performance.now();

let state = "waiting";
let since = now(); // of the state
let tryAt = since + OPENS_WITHIN; // hx-ws makes the first try by itself, once the page is there
let tries = 0;
let connection = null; // hx-ws's, while opening or open
let heardAt = since;
let wasHeard = false;
let shown = Number(live.dataset.version);

function enter(next) {
  state = next;
  since = now();
}

function badge(name) {
  const element = document.getElementById("connection");
  if (!element || element.dataset.state === name) return;
  element.dataset.state = name;
  element.querySelector("[data-words]").textContent = words[name];
}

function heard() {
  tries = 0;
  heardAt = now();
  wasHeard = true;
  document.getElementById("band-offline").hidden = true;
  badge("online");
  document.dispatchEvent(new CustomEvent("cuecard:heard"));
}

function isOutOfTouch() { return now() - heardAt > OUT_OF_TOUCH; }

function look() {
  if (state === "finished") return;
  const lasted = now() - since;
  if (state === "opening" && lasted > OPENS_WITHIN * 2 ** Math.min(tries, 2)) giveUp();
  else if (state === "open" && Math.min(lasted, now() - heardAt) > SILENT_AFTER) giveUp();
  else if (state === "waiting" && now() >= tryAt) open();
  if (!isOutOfTouch()) return;
  document.getElementById("band-offline").hidden = false;
  badge("offline");
}

function open() {
  drop(live._htmx?.ws?.connection); // what hx-ws still holds would be taken for the one that we want
  tryAt = now() + OPENS_WITHIN; // should nothing come of it
  globalThis.htmx?.trigger(live, "cuecard:connect");
}

// The closing handshake of a socket that no longer answers may never end, so we do not wait for it; nor do we hear it any more.
function drop(dead) {
  if (!dead) return;
  if (live._htmx.ws.connection === dead) delete live._htmx.ws.connection;
  dead.socket?.close(GIVEN_UP);
}

function giveUp() {
  const dead = connection;
  lost();
  drop(dead);
}

function lost() {
  connection = null;
  const wait = Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT) * (1 + (Math.random() * 2 - 1) * JITTER);
  tries += 1;
  tryAt = now() + wait;
  enter("waiting");
  setTimeout(look, Math.ceil(wait));
  if (!isOutOfTouch()) badge("connecting");
}

function finish(code) {
  connection = null;
  enter("finished");
  badge("offline");
  if (code === SIGNED_OUT) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  else if (code === FORBIDDEN && wasHeard) location.reload(); // the page says why; one that never was live would ask for ever
  else if (code === FORBIDDEN) document.getElementById("band-offline").hidden = false;
  else {
    document.getElementById("band-elsewhere").hidden = false;
    for (const part of live.querySelectorAll(".desk-top, .desk-columns, .status, .notices")) part.inert = true;
  }
}

live.addEventListener("htmx:ws:before:connection", (event) => {
  if (state === "finished") {
    event.detail.connection.cancelled = true;
    return;
  }
  connection = event.detail.connection;
  enter("opening");
});

live.addEventListener("htmx:ws:after:connection", (event) => {
  if (event.detail.connection !== connection) return;
  enter("open");
  // The server renders for this page: with its nonce, or hx-csp would strip what is pushed.
  connection.socket.send(JSON.stringify({ kind: "hello", nonce: pageNonce }));
});

live.addEventListener("htmx:ws:close", (event) => {
  const { connection: from, code, reason } = event.detail;
  if (from !== connection || reason !== "closed") return;
  if ([SIGNED_OUT, FORBIDDEN, OPENED_ELSEWHERE].includes(code)) finish(code);
  else lost();
});

live.addEventListener("htmx:ws:before:message:incoming", (event) => {
  const { message, connection: from } = event.detail;
  if (from !== connection) {
    event.detail.cancelled = true; // from one that was given up: the next one brings all panels anew
    return;
  }
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

// A hidden tab's own timers fire once a minute, a worker's stay on time; where no worker can be had the page's own must do.
new Worker(live.dataset.watchdog).onmessage = look;
setInterval(look, LOOK_EVERY);
