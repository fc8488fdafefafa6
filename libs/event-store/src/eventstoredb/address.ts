/**
 * The address of a server as the client understands it. `kurrentdb://` and `kurrent://` are newer names of `esdb://`. How a refused append is reported is ours to
 * say: without an exception, the client misreports the revision that is there.
 * Throws `TypeError` for another scheme, without repeating the address, which may hold a password.
 */
export function clientAddress(url: string): string {
  const [, scheme = '', discover = '', rest = ''] = /^\s*([a-z]+)(\+discover)?:\/\/(.*)$/is.exec(url) ?? [];
  if (!['esdb', 'kurrentdb', 'kurrent'].includes(scheme.toLowerCase())) {
    throw new TypeError(
      'the address of EventStoreDB begins with esdb:// or kurrentdb:// (or esdb+discover://, kurrentdb+discover://)',
    );
  }
  const [hosts = '', query] = rest.trim().split('?', 2);
  const parameters = (query ?? '').split('&').filter((parameter) => parameter !== '');
  const kept = parameters.filter((parameter) => !/^throw[_-]?on[_-]?append[_-]?failure=/i.test(parameter));
  return `esdb${discover.toLowerCase()}://${hosts.replace(/\/+$/, '')}?${[...kept, 'throwOnAppendFailure=true'].join('&')}`;
}
