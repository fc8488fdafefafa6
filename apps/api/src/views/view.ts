/** What an object of a described class looks like: the class is there to describe it, nobody makes any. */
export type View<T> = { readonly [K in keyof T]: T[K] };
