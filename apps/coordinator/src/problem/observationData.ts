/** Observations of a model without inputs: listed in the experiment or a column of a file. */
import type { DataSettings } from '@enkit/contracts';
import { completeRows, numericColumn, readTable, resolveDataPath } from '@enkit/storage';

type ObservationSettings = Extract<DataSettings, { source: 'observations' }>;

export async function readObservations(settings: ObservationSettings, directory: string): Promise<Float64Array> {
  if (settings.values || !settings.file) return Float64Array.from(settings.values ?? []);
  const table = await readTable(await resolveDataPath(settings.file, directory));
  return numericColumn(table, settings.column, completeRows(table, [settings.column], 'error'));
}
