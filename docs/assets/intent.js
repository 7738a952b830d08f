// Starts the calculator's Python when somebody is about to use it, and never before: it is five megabytes.
const PAGE = new URL("../calculator/", import.meta.url).href;
const EVENTS = ["pointerover", "pointerdown", "focusin"]; // a finger gives all three, a mouse the first when it comes near

/** @param {EventTarget | null} target */
function isIntent(target) {
  const wanted = target instanceof Element && target.closest("rehab-calculator, rehab-try, a[href]");
  if (!(wanted instanceof HTMLAnchorElement)) return Boolean(wanted);
  const [page, part = ""] = wanted.href.split("#");
  return page === PAGE && (part === "" || part.startsWith("v=")); // other parts are headings of that page
}

function start() {
  for (const event of EVENTS) document.removeEventListener(event, notice);
  import("./calculator/engine.js").then(({ warm }) => warm()).catch(() => {}); // the calculator shows what went wrong
}

/** @param {Event} event */
function notice({ target }) {
  if (isIntent(target)) start();
}

for (const event of EVENTS) document.addEventListener(event, notice, { passive: true });
if (location.href.startsWith(`${PAGE}#v=`)) start(); // a link that brings a visit wants its answer
