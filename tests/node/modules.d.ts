// What the tests take from node, without types: those of node come in a package that nothing else here needs.
declare module "node:*";
declare const process: { env: Record<string, string> };
