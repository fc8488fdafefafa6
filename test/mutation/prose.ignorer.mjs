import { PluginKind, declareValuePlugin } from '@stryker-mutator/api/plugin';

const nameOf = ({ key }) => key?.name ?? key?.value;

/**
 * Leaves sentences for people (`{ en: …, ru: … }`) as they are: that they are there in both languages is what the
 * compiler and the docs hold, and how they are worded is not what anybody is billed by.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'prose', {
    shouldIgnore(path) {
      if (!path.isObjectExpression()) return undefined;
      const names = path.node.properties.map(nameOf);
      return names.length === 2 && names[0] === 'en' && names[1] === 'ru' ? 'a sentence for people' : undefined;
    },
  }),
];
