// On pages that come from the copy: asks for newer rules, and says when they are stored.
import { renew, status, takeOver } from "./copy.js";

const HOUR = 3_600_000;
/** @type {HTMLElement | null} */
let notice = null;
let last = 0;

function show() {
  notice = Object.assign(document.createElement("div"), { className: "offline-notice" });
  const text = document.createElement("span");
  text.role = "status";
  const acts = { Reload: takeOver, Later: hide };
  const buttons = Object.entries(acts).map(([textContent, act]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent });
    button.addEventListener("click", () => act());
    return button;
  });
  notice.append(text, ...buttons);
  document.body.append(notice);
  setTimeout(() => (text.textContent = "New rules: reload to use them.")); // read out, because the place was there before
}

const hide = () => notice?.remove();

function look() {
  if (document.hidden || Date.now() - last < HOUR) return;
  last = Date.now();
  renew();
}

/** Looks now, and again when somebody comes back to the page after an hour. */
export function follow() {
  status(({ state }) => {
    if (state === "ready" && !notice) show();
    if (state === "removed") hide();
  });
  document.addEventListener("visibilitychange", look);
  look();
}
