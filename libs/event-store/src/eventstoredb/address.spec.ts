import { describe, expect, it } from '@jest/globals';
import { clientAddress } from './address.js';

describe('the address of EventStoreDB', () => {
  it.each([
    ['esdb://localhost:2113?tls=false', 'esdb://localhost:2113?tls=false&throwOnAppendFailure=true'],
    ['kurrentdb://admin:changeit@db.example', 'esdb://admin:changeit@db.example?throwOnAppendFailure=true'],
    ['kurrentdb+discover://db.example:2113/', 'esdb+discover://db.example:2113?throwOnAppendFailure=true'],
    [
      'kurrent://a:1,b:2,c:3?nodePreference=leader',
      'esdb://a:1,b:2,c:3?nodePreference=leader&throwOnAppendFailure=true',
    ],
    [
      'ESDB://a?throwOnAppendFailure=false&tlsCAFile=%2Fca.pem',
      'esdb://a?tlsCAFile=%2Fca.pem&throwOnAppendFailure=true',
    ],
  ])('%s is %s to the client', (given, expected) => {
    expect(clientAddress(given)).toBe(expected);
  });

  it.each(['postgres://localhost', 'localhost:2113', ''])('is not %j', (given) => {
    expect(() => clientAddress(given)).toThrow('begins with esdb:// or kurrentdb://');
  });

  it('is not repeated when it is refused, since it may hold a password', () => {
    expect(() => clientAddress('http://admin:secret@host')).not.toThrow(/secret/);
    expect(() => clientAddress('http://admin:secret@host')).toThrow(TypeError);
  });
});
