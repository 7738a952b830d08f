// Codes that the user asked this browser to remember: favorites and the last ones used. Without that word nothing is kept.

const PLACE = "rehab-rules-codes";
const MOST = 8;

/** `{favorites: [...], recent: [...]}`, or null where nothing is to be kept. */
export function kept() {
  try {
    const { favorites = [], recent = [] } = JSON.parse(localStorage.getItem(PLACE)) ?? {};
    return localStorage.getItem(PLACE) && { favorites: favorites.map(String), recent: recent.map(String) };
  } catch {
    return null; // blocked, or spoiled by hand
  }
}

/** Starts or stops keeping. False where the browser refuses, as some private windows do. */
export function keep(wanted) {
  try {
    if (wanted) localStorage.setItem(PLACE, JSON.stringify(kept() ?? {}));
    else localStorage.removeItem(PLACE);
    return true;
  } catch {
    return false;
  }
}

/** Notes codes that were used, the newest first. */
export function used(codes) {
  change(({ favorites, recent }) => ({ favorites, recent: [...new Set([...codes, ...recent])].slice(0, MOST) }));
}

/** Makes a code a favorite, or no longer. */
export function favor(code) {
  change(({ favorites, recent }) => ({ favorites: favorites.includes(code) ? favorites.filter((each) => each !== code) : [...favorites, code], recent }));
}

function change(to) {
  const before = kept();
  if (!before) return;
  try {
    localStorage.setItem(PLACE, JSON.stringify(to(before)));
  } catch {
    // full: what was kept before stays
  }
}
