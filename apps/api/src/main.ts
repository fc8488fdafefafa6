import { openBacking } from './backing/open-backing.js';
import { start } from './start.js';

await start(process.env, openBacking);
