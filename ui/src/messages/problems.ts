/** Words for what the core reports. An unknown code gets general words, never its raw text. */
import type { problemsEn } from './problems.en';

export type Params = Record<string, string | undefined>;
export type ProblemWords = Record<keyof typeof problemsEn, string | ((params: Params) => string)>;
