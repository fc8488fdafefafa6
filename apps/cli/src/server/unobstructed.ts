import { obstacle } from '../../../api/src/obstacle.js';
import { exitCodes, Failure } from '../failure.js';

/** Work on what a server stands on. What people have to mend first is said in a sentence. */
export async function unobstructed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = obstacle(error);
    throw reason === undefined ? error : new Failure(exitCodes.unavailable, reason);
  }
}
