// A worker that keeps time for the socket: a hidden tab's own timers fire once a minute, a worker's stay on time.
setInterval(() => postMessage("look"), 1000);
