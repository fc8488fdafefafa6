const code = (letter: string) => letter.charCodeAt(0);

/** What messages of the server begin with that belong to a COPY; a length of four bytes follows, which counts itself. */
export const COPY_DATA = code('d');
export const COPY_DONE = code('c');
export const ERROR = code('E');
export const HEADER_BYTES = 5;
