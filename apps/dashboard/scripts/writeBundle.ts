/** Writes apps/dashboard/bundle/: the files that the server sends. To be run after a change of the page. */
import { BUNDLE_DIRECTORY } from '../src/server/assets.ts';
import { buildBundle } from './buildBundle.ts';

await buildBundle(BUNDLE_DIRECTORY);
