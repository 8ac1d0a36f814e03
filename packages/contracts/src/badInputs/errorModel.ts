/** Alphas and observation errors that no analysis can use. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const method = (settings: string) => experimentWith({ method: `method: {${settings}}` });

export const ERROR_MODEL: readonly BadInput[] = [
  bad('a misspelt choice of alphas', method('type: es-mda, alpha: adaptve'), [
    'CFG_CHOICE',
    '4:31',
    'method.alpha',
    'constant, geometric or adaptive, or a list with',
    '"adaptve"',
    'did you mean "adaptive"?',
  ]),
  bad('one number for alphas', method('type: es-mda, alpha: 4'), [
    'CFG_TYPE',
    '4:31',
    'method.alpha',
    'constant, geometric or adaptive, or a list with',
    '4',
  ]),
  bad('alphas that do not sum to one', method('type: es-mda, alpha: [2, 2, 2]'), [
    'CFG_ALPHA',
    '4:31',
    'method.alpha',
    'sum 1/alpha = 1 within 1e-9',
    'a sum of 1.5',
    'normalised it is [3, 3, 3]',
  ]),
  bad('alphas that sum to 0.9', method(`type: es-mda, alpha: [${Array(9).fill(10).join(', ')}]`), [
    'CFG_ALPHA',
    '4:31',
    'method.alpha',
    'sum 1/alpha = 1 within 1e-9',
    'a sum of 0.8999999999999999',
    'normalised it is [9, 9, 9, 9, 9, 9, 9, 9, 9]',
  ]),
  bad(
    'alphas that are not positive',
    method('type: es-mda, alpha: [1, 0, -2]'),
    ['CFG_RANGE', '4:35', 'method.alpha.1', 'a finite number above 0', '0'],
    ['CFG_RANGE', '4:38', 'method.alpha.2', 'a finite number above 0', '-2'],
  ),
  bad('an alpha too small to be inverted', method('type: es-mda, alpha: [1e-310]'), [
    'CFG_ALPHA',
    '4:31',
    'method.alpha',
    'sum 1/alpha = 1 within 1e-9',
    'a sum of Infinity',
    'an alpha is too small to be inverted: use alpha: constant',
  ]),
  bad('too many wrong alphas to list', method(`type: es-mda, alpha: [${Array(17).fill(1).join(', ')}]`), [
    'CFG_ALPHA',
    '4:31',
    'method.alpha',
    'sum 1/alpha = 1 within 1e-9',
    'a sum of 17',
    'multiply every alpha by 17',
  ]),
  bad('no observation error', method('type: es-mda, observationError: {sd: 0}'), [
    'CFG_OBS_SD',
    '4:47',
    'method.observationError.sd',
    'a finite number above 0, or a list of them, one',
    '0',
  ]),
  bad('negative observation errors', method('type: es-mda, observationError: {sd: [0.1, 0.1, -0.1]}'), [
    'CFG_OBS_SD',
    '4:58',
    'method.observationError.sd.2',
    'a finite number above 0',
    '-0.1',
  ]),
  bad('a covariance that is not square', method('type: es-mda, observationError: {covariance: [[1, 0], [0]]}'), [
    'CFG_COV_NOT_SPD',
    '4:64',
    'method.observationError.covariance.1',
    'a square matrix: 2 rows of 2 entries',
    '1 in row 2',
  ]),
  bad(
    'a covariance that is not symmetric',
    method('type: es-mda, observationError: {covariance: [[1, 0.5], [0.4, 1]]}'),
    [
      'CFG_COV_NOT_SPD',
      '4:67',
      'method.observationError.covariance.1.0',
      'a symmetric matrix: entry (2, 1) equal to (1, 2)',
      '0.4 and 0.5',
    ],
  ),
  bad(
    'a covariance with a variance of zero',
    method('type: es-mda, observationError: {covariance: [[1, 0], [0, 0]]}'),
    ['CFG_COV_NOT_SPD', '4:68', 'method.observationError.covariance.1.1', 'a positive variance at (2, 2)', '0'],
  ),
  bad(
    'a covariance that is not positive definite',
    method('type: es-mda, observationError: {covariance: [[1, 0, 0], [0, 1, 2], [0, 2, 1]]}'),
    [
      'CFG_COV_NOT_SPD',
      '4:78',
      'method.observationError.covariance.2',
      'a positive definite matrix',
      'one whose leading 3 x 3 block is not',
    ],
  ),
  bad('a singular covariance', method('type: es-mda, observationError: {covariance: [[1, 1], [1, 1]]}'), [
    'CFG_COV_NOT_SPD',
    '4:64',
    'method.observationError.covariance.1',
    'a positive definite matrix',
    'one whose leading 2 x 2 block is not',
  ]),
  bad('a covariance with words', method('type: es-mda, observationError: {covariance: [[1, a], [0, 1]]}'), [
    'CFG_TYPE',
    '4:60',
    'method.observationError.covariance.0.1',
    'a finite number',
    '"a"',
  ]),
];
