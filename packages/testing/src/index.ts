export { ClosingLineReporter } from './closingLineReporter.ts';
