/** Actions that must not overlap: each starts when the one before has settled. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `action` after all earlier ones; its failure is its caller's and does not stop later ones. */
  run<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(action, action);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
