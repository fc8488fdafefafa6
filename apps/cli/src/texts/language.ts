export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** A word by the number that stands before it. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };
