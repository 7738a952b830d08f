// The segments of an electronic claim (837) that an entry may be pasted from.

const SV1 = /^\s*SV(?:1|2[*|]\d*)[*|]HC[:>]([A-Z\d]{5})((?:[:>][A-Z\d]{2}){0,4})[^*|]*[*|][\d.]*[*|]UN[*|](\d{1,3})(?![\d.])/i;
/** The claim line of "SV1*HC:97110:GP*90.00*UN*2***1~", a service line; null where a text is none. @param {string} text */
export function serviceLineOf(text) {
  const [, code, modifiers, units] = text.match(SV1) ?? [];
  return code ? { code: code.toUpperCase(), units: Number(units), modifiers: modifiers.toUpperCase().match(/[A-Z\d]{2}/g) ?? [] } : null;
}

/** Any other segment of such a claim; a claim may stand on one line, with "~" between its segments. */
export const SEGMENT_OF_CLAIM = /^\s*[A-Z][A-Z\d]{1,2}[*|]/;
export const DAY_OF_CLAIM = /^\s*DTP[*|]472[*|](?:D8|RD8)[*|](\d{8})(?:-(\d{8}))?/;
/** Whether a text is of such a claim. @param {string} text */
export const isClaim = (text) => /(?:^|[~\n\r])[ \t]*SV[12][*|]/i.test(text);
