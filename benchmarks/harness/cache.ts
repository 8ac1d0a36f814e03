/** Where the bench keeps what it installs and compiles; not in version control. */
import { fileURLToPath } from 'node:url';

export const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));
