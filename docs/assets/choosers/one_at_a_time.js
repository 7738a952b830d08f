// Shows the questions of a chooser one at a time. Without this script all of them are on the page, and each answer is a link
// to the next. What was answered is kept in the history of the tab, never in the address, so the browser's back goes back.

/** An answer that was given: the place of its question, and which reply. @typedef {{at: string, reply: number}} Given */
/** What is on screen: the answers so far, and the place of the question or outcome. @typedef {{given: Given[], at: string}} Shown */

/** @param {HTMLElement} chooser */
export function start(chooser) {
  const places = /** @type {HTMLElement[]} */ ([...chooser.querySelectorAll("section[id]")]);
  const first = places[0]?.id ?? "";
  const place = (/** @type {string} */ id) => places.find((one) => one.id === id);
  const replies = (/** @type {string} */ id) =>
    /** @type {HTMLAnchorElement[]} */ ([...(place(id)?.querySelectorAll(".replies a") ?? [])]);

  const trail = document.createElement("ol");
  trail.className = "chooser-trail";
  trail.setAttribute("aria-label", "Your answers");
  const controls = document.createElement("p");
  controls.className = "chooser-controls";
  const back = button("Back", () => history.back());
  const again = button("Start again", () => go({ given: [], at: first }));
  controls.append(back, " ", again, " ", button("Print", () => print()));
  chooser.prepend(trail);
  chooser.append(controls);

  /** @param {Shown} shown */
  function draw({ given, at }) {
    for (const one of places) one.hidden = one.id !== at;
    chooser.toggleAttribute("data-begun", given.length > 0);
    trail.hidden = back.hidden = given.length === 0;
    again.hidden = given.length === 0 && at === first;
    trail.replaceChildren(...given.map(({ at: asked, reply }) => {
      const line = document.createElement("li");
      const said = document.createElement("b");
      said.textContent = replies(asked)[reply]?.textContent ?? "";
      line.append(`${place(asked)?.querySelector("h2")?.textContent ?? ""} `, said);
      return line;
    }));
  }

  /** @param {Shown} shown */
  function go(shown) {
    history.pushState({ ...history.state, chooser: shown }, "");
    draw(shown);
    toHeading(shown.at);
  }

  /** @param {string} id */
  function toHeading(id) {
    const heading = place(id)?.querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }

  /** What the tab's history has, where it is of this page as it is now; else what the address leads to, else the first. */
  const current = () => {
    const kept = /** @type {Shown | undefined} */ (history.state?.chooser);
    const known = kept && place(kept.at) && kept.given.every(({ at, reply }) => replies(at)[reply]);
    return known ? kept : { given: [], at: place(location.hash.slice(1))?.id ?? first };
  };

  chooser.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".replies a") : null;
    const asked = link?.closest("section");
    if (!(link instanceof HTMLAnchorElement) || !asked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = current();
    const given = before.at === asked.id ? before.given : [];
    go({ given: [...given, { at: asked.id, reply: replies(asked.id).indexOf(link) }], at: link.hash.slice(1) });
  });
  addEventListener("popstate", () => {
    const shown = current();
    draw(shown);
    toHeading(shown.at);
  });
  draw(current());
}

/** @param {string} label @param {() => void} pressed */
function button(label, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--plain";
  made.textContent = label;
  made.addEventListener("click", pressed);
  return made;
}
