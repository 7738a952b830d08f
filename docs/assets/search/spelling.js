// How words are compared: spaces, hyphens and capitals make no difference.

/** A name without what may be written in several ways: "Re-Eval", "re eval" and "reeval" are one. @param {string} text */
export const squashed = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
