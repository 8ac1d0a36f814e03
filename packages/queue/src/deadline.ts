const DEADLINE_MILLISECONDS = 5000;

/** Waits for work that is done on the way out, but at most five seconds: Redis may be gone. */
export async function withinDeadline(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DEADLINE_MILLISECONDS);
  });
  await Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
