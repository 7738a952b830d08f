// Checks files of claims in workers: the first one reads, cuts and puts together, and all of them check. Nothing is sent.
import { startPython } from "../calculator/engine.js";

const MOST_WORKERS = 4;
const LARGE = 200_000; // bytes of files from which other workers start while the first one still reads

/** Settings that cannot be used. */
export class Refused extends Error {}

/** A Python that answers calls in their order. */
class Python {
  /** @param {Worker} worker */
  constructor(worker) {
    this.worker = worker;
    this.waiting = /** @type {Map<number, {done: (answer: any) => void, failed: (why: Error) => void}>} */ (new Map());
    this.last = 0;
    worker.onmessage = ({ data: { id, text, error, dead } }) => {
      if (dead) return this.end(error);
      const call = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) call?.done(text);
      else call?.failed(new Error(error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(event.message || "its worker broke");
    };
  }

  /** @param {object} message @returns {Promise<any>} */
  send(message) {
    return new Promise((done, failed) => {
      this.last += 1;
      this.waiting.set(this.last, { done, failed });
      this.worker.postMessage({ id: this.last, ...message });
    });
  }

  /** A function of calculator/web_claims.py. @param {string} call @param {...unknown} given */
  call(call, ...given) {
    return this.send({ call, given });
  }

  /** The answer to a visit. @param {object} visit */
  async answer(visit) {
    return JSON.parse(await this.send({ text: JSON.stringify(visit) }));
  }

  /** @param {string} reason */
  end(reason) {
    this.worker.terminate();
    for (const { failed } of this.waiting.values()) failed(new Error(reason));
    this.waiting.clear();
  }
}

/** @typedef {{step: "starting" | "reading" | "checking" | "finishing", done: number, visits: number, began: number,
 *   counts: Record<string, number>, workers: number}} Progress */

/** The workers of the page. One stays for the visits that are opened. */
export class Workers {
  constructor() {
    this.all = /** @type {Promise<Python>[]} */ ([]);
  }

  /** The first worker, which may be on its way before there is a file. */
  first() {
    return this.all[0] ?? this.another();
  }

  another() {
    const started = startPython().then(({ worker }) => new Python(worker));
    this.all.push(started);
    started.catch(() => (this.all = this.all.filter((one) => one !== started)));
    return started;
  }

  /** Ends all workers but one. @param {Promise<Python>} [kept] */
  end(kept) {
    for (const one of this.all) if (one !== kept) one.then((python) => python.end("stopped"), () => {});
    this.all = kept ? [kept] : [];
  }

  /**
   * The worklist of files, as the bytes that the command line prints.
   * @param {{files: (Uint8Array | string)[], minutes: (Uint8Array | string)[], settings: object, tell: (progress: Progress) => void}} given
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async check({ files, minutes, settings, tell }) {
    const progress = /** @type {Progress} */ ({ step: "starting", done: 0, visits: 0, began: 0, counts: {}, workers: 1 });
    const say = (/** @type {Partial<Progress>} */ change) => tell(Object.assign(progress, change));
    say({});
    const reader = await this.first();
    say({ step: "reading" });
    const most = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1));
    const size = [...files, ...minutes].reduce((sum, { length }) => sum + length, 0);
    const startOthers = () => { while (this.all.length < most) this.another(); };
    if (size > LARGE) startOthers();
    const read = JSON.parse(await reader.call("read", JSON.stringify(settings), files, minutes));
    if (read.errors) throw new Refused(read.errors.join(" "));
    if (read.parts > most) startOthers();
    say({ step: "checking", visits: read.visits, began: performance.now() });
    await new Parts(reader, read.parts, (/** @type {{visits: number, counts: Record<string, number>}} */ { visits, counts }) => {
      for (const [severity, count] of Object.entries(counts)) progress.counts[severity] = (progress.counts[severity] ?? 0) + count;
      say({ done: progress.done + visits, workers: this.all.length });
    }).check(this.all);
    say({ step: "finishing" });
    const worklist = await reader.call("worklist");
    this.end(this.all.at(-1));
    return worklist;
  }
}

/** The parts of a worklist while they are checked. */
class Parts {
  /** @param {Python} reader @param {number} count @param {(told: any) => void} tell */
  constructor(reader, count, tell) {
    this.reader = reader;
    this.tell = tell;
    this.open = Array.from({ length: count }, (_, number) => number);
    this.taken = /** @type {Promise<void>[]} */ ([]);
  }

  /** @param {Promise<Python>[]} workers */
  async check(workers) {
    const parts = await Promise.all(this.open.map((number) => this.reader.call("part", number)));
    const work = async (/** @type {Promise<Python>} */ started) => {
      const python = await started.catch(() => null); // one that does not start leaves its work to the others
      for (let number = this.open.shift(); python && number !== undefined; number = this.open.shift()) {
        try {
          this.taken.push(this.reader.call("take", await python.call("check", parts[number])).then((told) => this.tell(JSON.parse(told))));
          parts[number] = null;
        } catch (error) {
          if (python === this.reader) throw error;
          this.open.push(number); // for the others
          return;
        }
      }
    };
    await Promise.all(workers.map(work));
    await work(Promise.resolve(this.reader)); // what a worker that broke had taken last
    await Promise.all(this.taken);
  }
}
