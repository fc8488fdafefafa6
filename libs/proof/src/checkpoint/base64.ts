/** The bytes of standard base64 (RFC 4648, 4) in its one form; undefined of any other text, which Node would read as well. */
export function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
