import config from './jest.config.mjs';

/** The specs of the libraries alone: fast, and free of the built program and of git. */
export default { ...config, roots: ['<rootDir>/libs'] };
