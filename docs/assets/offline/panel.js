// What <rehab-offline> shows: the state of the copy in words, and the buttons that fit. With `compact`, on one line that
// leads to the page about it, where it can be removed too.
import { keep, look, remove, root, status, stop, takeOver } from "./copy.js";

/** @typedef {import("./copy.js").Now} Now */
/** @typedef {[words: string, act: () => unknown, fits?: () => boolean]} Button */

/** @type {Record<Now["state"], (now: Now) => string>} */
const SAYS = {
  looking: () => "Looking…",
  impossible: () => "",
  unreachable: () => "Nothing is kept yet.",
  busy: () => "Another page of this site is storing it at this moment.",
  none: (now) => `Not kept yet. The whole site with its calculator takes ${megabytes(now.size)} on this device.`,
  part: (now) => `Stored in part: what arrived stays. The whole takes ${megabytes(now.size)} on this device.`,
  storing: () => "Storing the site on this device…",
  kept: (now) => navigator.serviceWorker.controller
    ? `Kept on this device: ${now.files} files, ${megabytes(now.size)}. This site works without a connection.`
    : `Kept on this device: ${now.files} files, ${megabytes(now.size)}. Load this page again once, and it comes from there.`,
  ready: () => "Newer rules are stored. Reload to use them.",
  removed: (now) => `Removed: nothing of this site is kept any more. To keep it again takes ${megabytes(now.size)}.`,
};

/** @type {Partial<Record<Now["state"], Button[]>>} */
const BUTTONS = {
  unreachable: [["Try again", look]],
  none: [["Keep for offline use", keep]],
  part: [["Continue", keep], ["Remove", remove]],
  storing: [["Stop", stop]],
  kept: [["Load again", () => location.reload(), () => !navigator.serviceWorker.controller], ["Remove", remove]],
  ready: [["Reload", takeOver], ["Remove", remove]],
  removed: [["Keep for offline use", keep]],
};

const megabytes = (bytes = 0) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** A span of the panel. @param {string} className */
const span = (className) => Object.assign(document.createElement("span"), { className });

/** Shows the state in an element from now on. @param {HTMLElement} element */
export function show(element) {
  const [text, progress, buttons] = ["offline__state", "offline__progress", "offline__buttons"].map(span);
  const bar = Object.assign(document.createElement("progress"), { ariaLabel: "Stored" });
  const count = document.createElement("span");
  progress.append(bar, count);
  text.tabIndex = -1;
  const compact = element.hasAttribute("compact");
  const more = { href: new URL("about/offline/", root), textContent: "About offline use" };
  element.replaceChildren(text, progress, buttons, ...(compact ? [Object.assign(document.createElement("a"), more)] : []));
  /** @type {Now["state"] | undefined} */
  let shown;

  status((now) => {
    progress.hidden = !now.done;
    if (now.done) {
      bar.max = now.size ?? 0;
      bar.value = now.done.size;
      count.textContent = `${now.done.files} of ${now.files} files, ${megabytes(now.done.size)} of ${megabytes(now.size)}`;
    }
    const said = [now.reason, SAYS[now.state](now)].filter(Boolean).join(" ");
    if (said !== text.textContent) text.textContent = said; // a text that stays is not read out again
    if (shown === now.state) return;
    const hadFocus = element.contains(document.activeElement);
    const offered = (BUTTONS[now.state] ?? []).filter(([, act, fits]) => !(compact && act === remove) && (!fits || fits()));
    buttons.replaceChildren(...offered.map(button));
    if (hadFocus) (buttons.querySelector("button") ?? text).focus();
    if (shown) text.role = "status"; // what is there from the beginning is not read out
    shown = now.state;
  });
  look();
}

/** @param {Button} button */
function button([words, act]) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "md-button", textContent: words });
  made.addEventListener("click", () => act());
  return made;
}
