// Starts the calculator's Python when somebody is about to use it, and never before: it is five megabytes.
// Events are caught on the document, because instant navigation exchanges what is on it.
const PAGE = new URL("../calculator/", import.meta.url).href;
const EVENTS = ["pointerover", "pointerdown", "focusin"]; // a finger gives all three, a mouse the first when it comes near

function isIntent(target) {
  const wanted = target.closest?.("rehab-calculator, rehab-try, a[href]");
  if (!wanted?.href) return Boolean(wanted);
  const [page, part = ""] = wanted.href.split("#");
  return page === PAGE && (part === "" || part.startsWith("v=")); // other parts are headings of that page
}

function start() {
  for (const event of EVENTS) document.removeEventListener(event, notice);
  import("./calculator/engine.js").then(({ warm }) => warm()).catch(() => {}); // the calculator tells what went wrong
}

function notice({ target }) {
  if (isIntent(target)) start();
}

for (const event of EVENTS) document.addEventListener(event, notice, { passive: true });
if (location.href.startsWith(`${PAGE}#v=`)) start(); // a link that brings a visit wants its answer
