// Codes that the user asked this browser to remember: favorites and the last ones used. Without that word nothing is kept.
/** @import { Kept } from "./shapes.js" */

const PLACE = "rehab-rules-codes";
const MOST = 8;

/** The remembered codes, or null where nothing is to be kept. @returns {Kept | null} */
export function kept() {
  try {
    const text = localStorage.getItem(PLACE);
    const { favorites = [], recent = [] } = JSON.parse(text ?? "null") ?? {};
    return text ? { favorites: favorites.map(String), recent: recent.map(String) } : null;
  } catch {
    return null; // blocked, or spoiled by hand
  }
}

/** Starts or stops keeping. False where the browser refuses, as some private windows do. @param {boolean} wanted */
export function keep(wanted) {
  try {
    if (wanted) localStorage.setItem(PLACE, JSON.stringify(kept() ?? {}));
    else localStorage.removeItem(PLACE);
    return true;
  } catch {
    return false;
  }
}

/** Notes codes that were used, the newest first. @param {string[]} codes */
export function used(codes) {
  change(({ favorites, recent }) => ({ favorites, recent: [...new Set([...codes, ...recent])].slice(0, MOST) }));
}

/** Makes a code a favorite, or no longer. @param {string} code */
export function favor(code) {
  change(({ favorites, recent }) => {
    const others = favorites.filter((each) => each !== code);
    return { favorites: favorites.includes(code) ? others : [...favorites, code], recent };
  });
}

/** @param {(before: Kept) => Kept} to */
function change(to) {
  const before = kept();
  if (!before) return;
  try {
    localStorage.setItem(PLACE, JSON.stringify(to(before)));
  } catch {
    // full: what was kept before stays
  }
}
