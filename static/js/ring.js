// Says once that a call came in: to screen readers, by sound, in the title and, when the window is hidden, by a notification.

const title = document.title;
let ringing = "";
let titleTimer = 0;
let soundTimer = 0;
let audio = null;

const setting = (name) => document.getElementById("panel-status")?.dataset[name] === "on";

function beep() {
  if (!audio || audio.state !== "running") return;
  for (const [delay, pitch] of [[0, 660], [0.22, 880]]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + delay;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.12, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.2);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.22);
  }
}

function begin(words) {
  document.getElementById("announcer").textContent = words;
  if (setting("sound")) {
    beep();
    soundTimer = setInterval(beep, 2500);
  }
  if (setting("titleFlash")) titleTimer = setInterval(() => { document.title = document.title === title ? `☎ ${words}` : title; }, 1000);
  if (setting("notifications") && document.hidden && globalThis.Notification?.permission === "granted") {
    const note = new Notification(words, { tag: "cuecard-call" });
    note.onclick = () => { window.focus(); note.close(); };
  }
}

function end() {
  clearInterval(titleTimer);
  clearInterval(soundTimer);
  document.title = title;
  document.getElementById("announcer").textContent = "";
}

export function noteCall() {
  const bar = document.getElementById("panel-bar");
  const now = bar?.dataset.ringing ?? "";
  if (now === ringing) return;
  ringing = now;
  end();
  if (now) begin(bar.dataset.announce);
}

// Browsers let a page sound only after it was touched.
document.addEventListener("pointerdown", () => {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
});
document.addEventListener("change", (event) => {
  if (event.target.id === "setting-notifications" && event.target.checked) globalThis.Notification?.requestPermission();
});
noteCall();
