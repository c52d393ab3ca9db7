// The way to the server: forms with the token, answers as JSON, refusals and distance told apart.
const RETRY_AFTER = 3000; // ms

export class Refused extends Error {
  constructor(status, told) {
    super(told.message ?? told.code ?? String(status));
    this.status = status;
    this.told = told;
  }
}

export class Away extends Error {}

// Not crypto.randomUUID: a centre may serve its own network without TLS, where browsers do not have it.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function wireOf({ address, csrf }) {
  async function ask(path, init) {
    let answer;
    try {
      answer = await fetch(address + path, init);
    } catch {
      throw new Away();
    }
    if (answer.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    if (answer.status >= 500 || answer.status === 401) throw new Away();
    return answer;
  }

  async function json(answer) {
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, told);
    return told;
  }

  async function post(path, fields = {}) {
    const body = new URLSearchParams({ csrf, key: newKey(), ...fields });
    // A request outlives its page only while it is small; what is larger is kept on this computer anyway.
    const keepalive = body.toString().length < 60_000;
    return json(await ask(path, { method: "POST", body, keepalive, headers: { "X-CSRF-Token": csrf, Accept: "application/json" } }));
  }

  const get = async (path) => json(await ask(path, { headers: { Accept: "application/json" } }));

  async function html(path, fields) {
    const init = fields && { method: "POST", body: new URLSearchParams({ csrf, key: newKey(), ...fields }) };
    const answer = await ask(path, { ...init, headers: { "X-CSRF-Token": csrf, Accept: "text/html" } });
    if (!answer.ok) throw new Refused(answer.status, {});
    return answer.text();
  }

  return { post, get, html };
}

// The same again until the server is there; `told` hears that it is away.
export async function untilThere(act, told) {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      told();
      await new Promise((again) => { setTimeout(again, RETRY_AFTER); });
    }
  }
}
