// Lets node load what draws with lit-html: `node --import ./tests/node/lit.mjs`. On the site it lies in assets/lit-html/.
import { register } from "node:module";

const NODES_OWN = new URL("../../node_modules/lit-html/node/", import.meta.url).href; // which needs no document
const HOOK = `export const resolve = (name, context, next) =>
  next(name.startsWith("../lit-html/") ? name.replace("../lit-html/", "${NODES_OWN}") : name, context);`;
register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
