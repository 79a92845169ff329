/** The shape of all words: the same keys in every language. */

export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
