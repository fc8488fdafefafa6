import { languages, type Language } from '../texts/language.js';

const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** The language that `--lang` or, without it, the locale asks for; English where neither names one of ours. */
export function chooseLanguage(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = VARIABLES.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  return languageNamed(askedFor(argv)) ?? languageNamed(locale?.slice(0, 2)) ?? 'en';
}

function askedFor(argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((argument) => argument === '--lang' || argument.startsWith('--lang='));
  return argv[at] === '--lang' ? argv[at + 1] : argv[at]?.slice('--lang='.length);
}

function languageNamed(name: string | undefined): Language | undefined {
  return languages.find((language) => language === name?.toLowerCase());
}
