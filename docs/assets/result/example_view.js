// A result as worked examples show it (sitegen/templates/parts.j2), for the small calculators and the training.
import { html, nothing } from "../lit-html/lit-html.js";
import { choiceSaid } from "./choices.js";
import { Citations } from "./citations.js";
import { findingList } from "./findings.js";
import { stepList } from "./steps.js";
/** @import { Result, Service } from "./shapes.js" @import { Labels } from "./labels.js" */

/** The ties, findings and steps of a result. @param {Result} result @param {Labels} labels @param {boolean} [open] unfolds the steps */
export function why(result, labels, open = false) {
  const view = { labels, citations: new Citations(labels, result, true) };
  return html`${result.choices.map(choiceSaid)}${findingList(result.findings, view)}
    <details class="steps" ?open=${open}><summary>Step by step${result.pooled_minutes ? `: ${result.pooled_minutes} pooled minutes` : nothing}</summary>
    ${stepList(result.steps, view)}</details>`;
}

/** @typedef {"minutes" | "therapist_minutes" | "assistant_minutes" | "together_minutes"} MinuteField */

/** The fields of minutes that some services have between them: one, or one for each person. @param {Service[]} services */
export function minuteFields(services) {
  const persons = services.some(({ minutes, therapist_minutes, assistant_minutes, together_minutes }) =>
    minutes == null && (therapist_minutes ?? assistant_minutes ?? together_minutes) != null);
  if (!persons) return /** @type {MinuteField[]} */ (["minutes"]);
  const together = services.some(({ together_minutes }) => together_minutes);
  return /** @type {MinuteField[]} */ (["therapist_minutes", "assistant_minutes", ...(together ? ["together_minutes"] : [])]);
}

/** The minutes of a service in a field; without persons they are the therapist's. @param {Service} service @param {MinuteField} field */
export const minutesIn = (service, field) => service[field] ?? (field === "therapist_minutes" ? service.minutes : null) ?? (field === "minutes" ? "" : 0);
