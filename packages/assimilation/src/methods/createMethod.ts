import { createEki, type EkiMethodSettings } from './eki.ts';
import { createEnkf, type EnkfMethodSettings } from './enkf.ts';
import { createEsMda, type EsMdaMethodSettings } from './esMda.ts';
import type { AssimilationMethod, TrainingExtent } from './method.ts';

export type AssimilationSettings = EnkfMethodSettings | EsMdaMethodSettings | EkiMethodSettings;

/** The method of the settings for a training set of this extent. */
export function createMethod(settings: AssimilationSettings, extent: TrainingExtent): AssimilationMethod {
  switch (settings.type) {
    case 'enkf':
      return createEnkf(settings, extent);
    case 'es-mda':
      return createEsMda(settings);
    case 'eki':
      return createEki(settings, extent);
  }
}
