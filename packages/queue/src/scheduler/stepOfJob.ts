/** Run and step that a job belongs to, read from its id: for the log, so that its lines can be joined. */

/** The name of the run may hold anything that ends with no step; what follows the step is made by `formatJobId`. */
const JOB_ID = /^(?<run>.+)-s(?<step>\d+)-[^:]+?-b\d+-c\d+-e\d+-a\d+$/;

/** Empty for an id of another form. */
export function stepOfJob(id: string): { readonly run?: string; readonly step?: number } {
  const { run, step } = JOB_ID.exec(id)?.groups ?? {};
  return run === undefined ? {} : { run, step: Number(step) };
}
