/** The shape every language must fill. */
import type { en } from './en';

export type MessageId = keyof typeof en;

/** Every id of English, with the same parameters. */
export type Catalogue = {
  [Id in MessageId]: (typeof en)[Id] extends (params: infer P) => string ? (params: P) => string : string;
};

/** What an id takes: nothing, or its parameters. */
export type MessageArgs<Id extends MessageId> = (typeof en)[Id] extends (params: infer P) => string ? [params: P] : [];
