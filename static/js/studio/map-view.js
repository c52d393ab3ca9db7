// The window onto the map: moved by dragging, scrolled keys aside; made larger and smaller by the wheel, two fingers, the buttons and the keys + − 0.

const LEAST = 0.15;
const MOST = 2;
const MARGIN = 24;
const TAP = 8; // px that a finger may wander

export function startView(port, world, zoomed) {
  let size = { width: 1, height: 1 };
  let at = { x: 0, y: 0, scale: 1 };

  function show() {
    world.style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`;
    world.classList.toggle("is-far", at.scale < 0.45);
    zoomed(at.scale);
  }

  function zoom(factor, x = port.clientWidth / 2, y = port.clientHeight / 2) {
    const scale = Math.min(MOST, Math.max(LEAST, at.scale * factor));
    at = { x: x - ((x - at.x) * scale) / at.scale, y: y - ((y - at.y) * scale) / at.scale, scale };
    show();
  }

  function fit() {
    const scale = Math.max(LEAST, Math.min(1, (port.clientWidth - MARGIN) / size.width, (port.clientHeight - MARGIN) / size.height));
    at = { scale, x: (port.clientWidth - size.width * scale) / 2, y: Math.max(MARGIN / 2, (port.clientHeight - size.height * scale) / 2) };
    show();
  }

  // As it opens: the beginning, large enough to read.
  function begin({ x, y }) {
    const scale = Math.min(1, Math.max(0.75, (port.clientWidth - MARGIN) / size.width));
    const x0 = size.width * scale <= port.clientWidth ? (port.clientWidth - size.width * scale) / 2 : port.clientWidth / 2 - x * scale;
    at = { scale, x: x0, y: MARGIN - (y - 40) * scale };
    show();
  }

  // Bring a place into the window, no further than needed.
  function reveal({ x, y, width, height }) {
    const left = at.x + (x - width / 2) * at.scale, right = at.x + (x + width / 2) * at.scale;
    const top = at.y + (y - height / 2) * at.scale, bottom = at.y + (y + height / 2) * at.scale;
    const gap = 40;
    if (left < gap) at.x += gap - left;
    else if (right > port.clientWidth - gap) at.x -= right - port.clientWidth + gap;
    if (top < gap) at.y += gap - top;
    else if (bottom > port.clientHeight - gap) at.y -= bottom - port.clientHeight + gap;
    show();
  }

  port.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = port.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - left, event.clientY - top);
  }, { passive: false });

  // One finger moves the map, from a box too once it is no tap any more; two make it larger and smaller. A mouse drags what is beside the boxes.
  const held = new Map(); // where each finger is
  let isDragging = false;
  port.addEventListener("pointerdown", (event) => {
    const onBox = Boolean(event.target.closest("button"));
    if (event.button !== 0 || (onBox && event.pointerType === "mouse") || held.size > 1) return;
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    isDragging = !onBox || held.size > 1;
  });
  port.addEventListener("pointermove", (event) => {
    const from = held.get(event.pointerId);
    if (!from) return;
    const to = { x: event.clientX, y: event.clientY };
    if (!isDragging && Math.hypot(to.x - from.x, to.y - from.y) < TAP) return;
    isDragging = true;
    if (!port.hasPointerCapture(event.pointerId)) port.setPointerCapture(event.pointerId);
    held.set(event.pointerId, to);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const { left, top } = port.getBoundingClientRect();
      const apart = (finger) => Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
      return zoom(apart(to) / apart(from), other.x - left, other.y - top);
    }
    at = { ...at, x: at.x + to.x - from.x, y: at.y + to.y - from.y };
    return show();
  });
  for (const end of ["pointerup", "pointercancel"]) port.addEventListener(end, (event) => { held.delete(event.pointerId); });
  // The browser scrolls a focused box into view by scrolling the window itself, which this window never does.
  port.addEventListener("scroll", () => { port.scrollTo(0, 0); });

  return { zoom, fit, begin, reveal, resize(next) { size = next; } };
}
